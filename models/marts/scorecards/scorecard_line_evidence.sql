{{ config(materialized='view') }}

with lines as (

    select * from {{ ref('scorecard_line') }}

),

event_parts as (

    select * from {{ ref('event_part') }}

),

dates as (

    select * from {{ ref('dim_date') }}

),

thresholds as (

    select * from {{ ref('stratum_threshold') }}

),

load_ledger as (

    select * from {{ source('audit', 'load_ledger') }}

),

-- The dates of a line's period.
spans as (

    select
        *,
        cast(
            case
                when period = 'week' then period_start + interval 7 day
                when period = 'month' then period_start + interval 1 month
                else period_start + interval 3 month
            end as date
        ) as period_end
    from lines

),

-- A line's events: the agent's own; the team's, for a team and for a line that the agent inherits
-- from it; everybody's, for the company.
matched as (

    {%- set owners = [
        ("spans.entity_type = 'agent' and not spans.is_inherited", "spans.entity_id = event_parts.agent_id"),
        ("spans.entity_type = 'agent' and spans.is_inherited", "spans.team_id = event_parts.team_id"),
        ("spans.entity_type = 'team'", "spans.entity_id = event_parts.team_id"),
        ("spans.entity_type = 'company'", "true"),
    ] %}
    {%- for condition, owner in owners %}
    select
        spans.entity_type,
        spans.entity_id,
        spans.period,
        spans.period_start,
        spans.scheme,
        spans.indicator,
        event_parts.event_type,
        event_parts.event_id,
        event_parts.event_at,
        event_parts.date_day,
        event_parts.stratum,
        event_parts.numerator,
        event_parts.denominator,
        event_parts.file_id,
        event_parts.line
    from spans
    inner join event_parts
        on
            spans.indicator = event_parts.indicator
            and {{ owner }}
            and spans.period_start <= event_parts.date_day
            and spans.period_end > event_parts.date_day
    where {{ condition }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

),

final as (

    select
        matched.entity_type,
        matched.entity_id,
        matched.period,
        matched.period_start,
        matched.scheme,
        matched.indicator,
        matched.event_type,
        matched.event_id,
        matched.event_at,
        matched.date_day,
        matched.numerator,
        matched.denominator,
        load_ledger.file,
        matched.line,
        thresholds.threshold_row,
        thresholds.target,
        thresholds.baseline,
        thresholds.base_target,
        thresholds.base_baseline,
        thresholds.excellent_edge,
        thresholds.good_edge,
        thresholds.qualified_edge,
        thresholds.to_improve_edge,
        thresholds.range_low,
        thresholds.range_high
    from matched
    inner join dates
        on matched.date_day = dates.date_day
    left join thresholds
        on
            matched.stratum = thresholds.stratum
            and dates.threshold_era = thresholds.threshold_era
            and matched.indicator = thresholds.indicator
    left join load_ledger
        on matched.file_id = load_ledger.file_id

)

select * from final
