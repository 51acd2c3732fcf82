{{ config(
    materialized='incremental', incremental_strategy='replace_from', meta={'rebuilt_by': 'date_day'}
) }}
-- Seconds that agents were there (in any state but offline), cut at full hours of the business time
-- zone.
with pieces as (

    select
        team_id,
        date_day,
        {{ local_time('event_at') }} as started_local,
        online_seconds
    from {{ ref('agent_state_piece') }}
    where online_seconds > 0 and team_id is not null and {{ is_rebuilt('date_day') }}

),

spans as (

    select
        team_id,
        date_day,
        started_local,
        {{ plus_seconds('started_local', 'cast(online_seconds as double)') }} as ended_local
    from pieces

),

hours as (

    select
        team_id,
        date_day,
        started_local,
        ended_local,
        unnest(
            generate_series(
                extract(hour from started_local),
                extract(hour from started_local) + date_diff(
                    'hour',
                    date_trunc('hour', started_local),
                    date_trunc('hour', ended_local - interval 1 microsecond)
                )
            )
        ) as hour_of_day
    from spans

),

final as (

    select
        team_id,
        date_day,
        cast(hour_of_day as integer) as hour_of_day,
        cast(
            sum(
                {{ seconds_between(
                    'greatest(started_local, cast(date_day as timestamp) + to_hours(hour_of_day))',
                    'least(ended_local, cast(date_day as timestamp) + to_hours(hour_of_day + 1))',
                ) }}
            ) as decimal(38, 6)
        ) as present_seconds
    from hours
    group by team_id, date_day, cast(hour_of_day as integer)

)

select * from final
