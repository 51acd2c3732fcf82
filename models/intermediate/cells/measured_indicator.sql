-- An indicator is measured where every table (or column) that it needs was delivered; alternatives
-- are separated by `/`, needs by `|`.
with indicators as (

    select
        *,
        cast(row_number() over (order by indicator) as smallint) as indicator_key
    from {{ ref('indicators') }}

),

delivered as (

    select * from {{ ref('int_delivered_column') }}

),

needs as (

    {{ split_values('indicators', ['indicator'], 'requires_tables', '|', 'need') }}

),

alternatives as (

    {{ split_values('needs', ['indicator', 'need'], 'need', '/', 'alternative') }}

),

met as (

    select
        alternatives.indicator,
        alternatives.need,
        max(case when delivered.table_name is not null then 1 else 0 end) as is_met
    from alternatives
    left join delivered
        on
            split_part(alternatives.alternative, '.', 1) = delivered.table_name
            and (
                split_part(alternatives.alternative, '.', 2) = ''
                or split_part(alternatives.alternative, '.', 2) = delivered.column_name
            )
    group by alternatives.indicator, alternatives.need

),

unmet as (

    select distinct indicator from met where is_met = 0

),

final as (

    select indicators.*
    from indicators
    left join unmet
        on indicators.indicator = unmet.indicator
    where unmet.indicator is null

)

select * from final
