with dates as (

    select * from {{ ref('int_date') }}

),

final as (

    select
        date_day,
        week_start,
        month_start,
        quarter_start,
        weekday,
        season,
        goal,
        is_holiday,
        day_type,
        threshold_era
    from dates

)

select * from final
