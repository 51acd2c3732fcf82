{{ config(
    materialized='incremental', incremental_strategy='replace_from',
    meta={'rebuilt_by': 'period_key', 'in_batches': true}
) }}
-- depends_on: {{ ref('int_batch') }}
-- What marts.indicator_value cannot work out from a row alone: beside the sums, the values of the period
-- before and of the same one a year before.
with sums as (

    select * from {{ ref('int_indicator_sum') }} where {{ is_rebuilt_period('period_key') }}

),

periods as (

    select * from {{ ref('measured_period') }}

),

previous as (

    {{ compared_values('previous_key') }}

),

-- In the first year nothing is compared with, and nothing is read.
year_before as (

    {{ compared_values('year_before_key') }}

),

final as (

    select
        sums.*,
        previous.value as prev_value,
        year_before.value as same_period_last_year_value
    from sums
    inner join periods
        on sums.period_key = periods.period_key
    left join previous
        on
            sums.indicator_key = previous.indicator_key
            and sums.entity_key = previous.entity_key
            and periods.previous_key = previous.period_key
    left join year_before
        on
            sums.indicator_key = year_before.indicator_key
            and sums.entity_key = year_before.entity_key
            and periods.year_before_key = year_before.period_key

)

select * from final
