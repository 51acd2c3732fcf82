{{ config(materialized='ephemeral') }}
-- Every order as it was delivered, of all systems.
with orders as (

    {{ union_systems('orders') }}

)

select * from orders
