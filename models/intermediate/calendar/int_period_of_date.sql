-- Periods that begin after the as-of date are not reported, so they are not here.
with dates as (

    select * from {{ ref('int_date') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

periods as (

    {%- for period in ['day', 'week', 'month', 'quarter'] %}
    select
        date_day,
        '{{ period }}' as period,
        {{ period_start(period, 'date_day') }} as period_start,
        threshold_era
    from dates
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

),

final as (

    select
        periods.date_day,
        periods.period,
        periods.period_start,
        periods.threshold_era
    from periods
    inner join as_of
        on periods.period_start <= as_of.as_of_date

)

select * from final
