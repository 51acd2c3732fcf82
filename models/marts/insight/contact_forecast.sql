with forecasts as (

    select * from {{ ref('int_contact_forecast') }}

),

dates as (

    select * from {{ ref('int_date') }}

),

final as (

    select
        forecasts.date_day,
        forecasts.channel,
        dates.weekday,
        dates.season,
        dates.is_holiday,
        forecasts.status,
        forecasts.contacts,
        forecasts.contacts_low,
        forecasts.contacts_high,
        cast(forecasts.history_days as integer) as history_days,
        cast(forecasts.backtest_days as integer) as backtest_days,
        forecasts.mase,
        forecasts.naive_mase,
        forecasts.interval_coverage,
        forecasts.staffing_status,
        forecasts.work_seconds,
        cast(forecasts.busiest_hour as integer) as busiest_hour,
        forecasts.busiest_hour_contacts,
        cast(forecasts.required_staff as integer) as required_staff,
        cast(forecasts.required_staff_hours as integer) as required_staff_hours,
        forecasts.service_level,
        forecasts.occupancy
    from forecasts
    inner join dates
        on forecasts.date_day = dates.date_day

)

select * from final
