-- An alert opens in the first window in which its rule fires, stays one row while it keeps firing,
-- and closes after the rule's number of quiet windows.
with windows as (

    select * from {{ ref('int_alert_window') }}

),

rules as (

    select * from {{ ref('alert_rules') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

numbered as (

    select
        *,
        date_diff(period, date '1900-01-01', window_start) as window_number
    from windows

),

beginnings as (

    select
        *,
        case
            when
                window_number - lag(window_number) over (
                    partition by rule, entity_type, entity_id, indicator, theme
                    order by window_number
                ) <= closes_after
                then 0
            else 1
        end as is_beginning
    from numbered

),

episodes as (

    select
        *,
        sum(is_beginning) over (
            partition by rule, entity_type, entity_id, indicator, theme
            order by window_number
            rows between unbounded preceding and current row
        ) as episode
    from beginnings

),

alerts as (

    select
        rule,
        entity_type,
        entity_id,
        indicator,
        theme,
        period,
        closes_after,
        min(window_start) as first_seen_on,
        max(window_start) as last_seen_on,
        max(window_number) as last_window_number,
        count(*) as windows_fired,
        max_by(value, window_number) as value,
        max_by(value, excess) as worst_value,
        max_by(measured, window_number) as measured,
        max_by(usual_value, window_number) as usual_value,
        max_by(threshold, window_number) as threshold,
        max_by(sample_size, window_number) as sample_size,
        max(case when is_critical then 1 else 0 end) = 1 as is_critical
    from episodes
    group by
        rule, entity_type, entity_id, indicator, theme, period, closes_after, episode

),

-- The running window is not over: it cannot be a quiet one yet.
judged as (

    select
        alerts.*,
        date_diff(alerts.period, date '1900-01-01', as_of.as_of_date) - 1
        - alerts.last_window_number < alerts.closes_after as is_open
    from alerts
    cross join as_of

),

final as (

    select
        md5(
            judged.rule || '|' || judged.entity_type || '|' || judged.entity_id || '|'
            || coalesce(judged.indicator, judged.theme) || '|'
            || cast(judged.first_seen_on as varchar)
        ) as alert_id,
        judged.rule,
        rules.name_en,
        rules.name_zh,
        judged.entity_type,
        judged.entity_id,
        judged.indicator,
        judged.theme,
        judged.period,
        judged.first_seen_on,
        judged.last_seen_on,
        judged.windows_fired,
        judged.value,
        judged.worst_value,
        judged.measured,
        judged.threshold,
        judged.usual_value,
        judged.sample_size,
        case when judged.is_critical then 'critical' else rules.severity end as severity,
        rules.action_en,
        rules.action_zh,
        judged.is_open,
        case
            when not judged.is_open
                then {{ plus_periods(
                    'judged.last_seen_on', 'judged.period', 'rules.closes_after + 1'
                ) }}
        end as closed_on
    from judged
    inner join rules
        on judged.rule = rules.rule

)

select * from final
