with load_ledger as (

    select * from {{ source('audit', 'load_ledger') }}

),

delivered as (

    select distinct
        table_name,
        unnest(columns) as column_name
    from load_ledger
    where outcome = 'loaded'

),

-- Another system's table stands for tables of the contract; its own columns say nothing about
-- theirs, so it delivers them under the column name '*'.
stand_ins as (

    {%- for table_name, stood_for in var('stands_for').items() %}
    {%- for contract_table in stood_for %}
    select
        '{{ contract_table }}' as table_name,
        '*' as column_name
    from delivered
    where table_name = '{{ table_name }}'
    union all
    {%- endfor %}
    {%- endfor %}
    select
        table_name,
        column_name
    from delivered

)

select distinct
    table_name,
    column_name
from stand_ins
