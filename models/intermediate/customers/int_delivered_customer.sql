{{ config(materialized='ephemeral') }}
-- Every customer as it was delivered, of all systems.
with customers as (

    {{ union_systems('customers') }}

)

select * from customers
