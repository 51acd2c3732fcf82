{{ config(
    materialized='incremental', incremental_strategy='replace_from',
    meta={'rebuilt_by': 'window_start', 'in_batches': true}
) }}
{%- set history_days = (insight_number('history_weeks') * 7) | int %}
-- depends_on: {{ ref('int_batch') }}
-- Every window in which a rule fires, before windows that follow each other become one alert.
-- `measured` is what is held against the limits: the value, the share of a theme, or how many
-- standard deviations the value is worse than in the weeks before.
with rules as (

    select * from {{ ref('alert_rules') }}

),

rule_entities as (

    {{ split_values('rules', ['rule'], 'entity_types', '|', 'entity_type') }}

),

indicator_values as (

    select *
    from {{ ref('indicator_value') }}
    where
        value is not null
        and period in ({{ alert_periods() }})
        and {{ is_rebuilt('period_start', days=history_days) }}

),

indicators as (

    select * from {{ ref('indicators') }} where direction in ('lower', 'higher')

),

themes as (

    select * from {{ ref('feedback_theme') }}

),

levels as (

    select
        rules.rule,
        indicator_values.entity_type,
        indicator_values.entity_id,
        indicator_values.period_start as window_start,
        indicator_values.indicator,
        cast(null as varchar) as theme,
        indicator_values.value,
        indicator_values.value as measured,
        cast(null as double) as usual_value,
        indicator_values.sample_size
    from rules
    inner join rule_entities
        on rules.rule = rule_entities.rule
    inner join indicator_values
        on
            rules.kind = 'level'
            and rules.indicator = indicator_values.indicator
            and rules.period = indicator_values.period
            and rule_entities.entity_type = indicator_values.entity_type
            and rules.min_sample <= indicator_values.sample_size
    left join indicator_values as companion
        on
            rules.companion_indicator = companion.indicator
            and indicator_values.entity_type = companion.entity_type
            and indicator_values.entity_id = companion.entity_id
            and indicator_values.period = companion.period
            and indicator_values.period_start = companion.period_start
            and companion.sample_size >= coalesce(rules.companion_min_sample, 1)
    where
        {{ is_rebuilt('indicator_values.period_start') }}
        and (
            rules.companion_indicator is null
            or (
                rules.companion_test = 'falling'
                and companion.change < -{{ comparison_tolerance() }}
            )
            or (rules.companion_test = 'rising' and companion.change > {{ comparison_tolerance() }})
        )

),

theme_shares as (

    select
        rules.rule,
        rule_entities.entity_type,
        themes.team_id as entity_id,
        themes.period_start as window_start,
        cast(null as varchar) as indicator,
        themes.theme,
        themes.problem_share as value,
        themes.problem_share as measured,
        cast(null as double) as usual_value,
        themes.comments as sample_size
    from rules
    inner join rule_entities
        on rules.rule = rule_entities.rule
    inner join themes
        on
            rules.kind = 'theme'
            and rules.period = themes.period
            and (rule_entities.entity_type = 'company') = (themes.team_id = 'company')
            and rules.min_sample <= themes.comments
    where {{ is_rebuilt('themes.period_start') }}

),

watched as (

    select
        rules.rule,
        indicator_values.entity_type,
        indicator_values.entity_id,
        indicator_values.period,
        indicator_values.period_start,
        {{ span_number('indicator_values.period_start', history_days) }} as span,
        indicator_values.indicator,
        indicator_values.value,
        indicator_values.value_low,
        indicator_values.value_high,
        indicator_values.sample_size,
        -({{ orientation('indicators.direction') }}) as worse_side
    from rules
    inner join rule_entities
        on rules.rule = rule_entities.rule
    inner join indicator_values
        on
            rules.kind = 'history'
            and rules.period = indicator_values.period
            and rule_entities.entity_type = indicator_values.entity_type
            and (rules.indicator is null or rules.indicator = indicator_values.indicator)
            and rules.min_sample <= indicator_values.sample_size
    inner join indicators
        on indicator_values.indicator = indicators.indicator

),

-- What may lie in the weeks before a window, by the span of that window.
spanned as (

    select
        watched.rule,
        watched.entity_type,
        watched.entity_id,
        watched.indicator,
        watched.period_start,
        watched.value,
        watched.span + beside.spans as span
    from watched
    cross join (values (0), (1)) as beside (spans)

),

-- The spread is that of the weeks before, but never less than the week's own standard error: after
-- a flat history, or with few events, chance alone moves a value.
histories as (

    select
        watched.rule,
        watched.entity_type,
        watched.entity_id,
        watched.period_start as window_start,
        watched.indicator,
        watched.value,
        watched.sample_size,
        watched.worse_side,
        -- In the order of weeks: the last digit of a sum of doubles depends on its order.
        avg(earlier.value order by earlier.period_start) as usual_value,
        greatest(
            stddev_samp(earlier.value order by earlier.period_start),
            coalesce((watched.value_high - watched.value_low) / 2 / 1.959963984540054e0, 0)
        ) as spread
    from watched
    inner join spanned as earlier
        on
            watched.rule = earlier.rule
            and watched.entity_type = earlier.entity_type
            and watched.entity_id = earlier.entity_id
            and watched.indicator = earlier.indicator
            and watched.span = earlier.span
            and watched.period_start > earlier.period_start
            and watched.period_start <= earlier.period_start + interval {{ history_days }} day
    where {{ is_rebuilt('watched.period_start') }}
    group by
        watched.rule,
        watched.entity_type,
        watched.entity_id,
        watched.period_start,
        watched.indicator,
        watched.value,
        watched.sample_size,
        watched.worse_side,
        watched.value_low,
        watched.value_high
    having count(*) >= {{ insight_parameter('history_min_weeks') }}

),

deviations as (

    select
        rule,
        entity_type,
        entity_id,
        window_start,
        indicator,
        cast(null as varchar) as theme,
        value,
        worse_side * (value - usual_value) / nullif(spread, 0) as measured,
        usual_value,
        sample_size
    from histories

),

judged as (

    select * from levels
    union all
    select * from theme_shares
    union all
    select * from deviations

),

firing as (

    select
        judged.*,
        rules.period,
        rules.closes_after,
        rules.max_per_window,
        case
            when judged.measured > rules.range_high then rules.range_high else rules.range_low
        end as threshold,
        coalesce(
            judged.measured > rules.critical_high or judged.measured < rules.critical_low, false
        ) as is_critical,
        greatest(
            coalesce(judged.measured - rules.range_high, 0),
            coalesce(rules.range_low - judged.measured, 0)
        ) as excess
    from judged
    inner join rules
        on judged.rule = rules.rule
    where judged.measured > rules.range_high or judged.measured < rules.range_low

),

ranked as (

    select
        *,
        row_number() over (
            partition by rule, entity_type, entity_id, window_start
            order by excess desc, indicator asc, theme asc
        ) as place
    from firing

),

final as (

    select
        rule,
        entity_type,
        entity_id,
        period,
        window_start,
        indicator,
        theme,
        value,
        measured,
        usual_value,
        threshold,
        excess,
        sample_size,
        is_critical,
        closes_after
    from ranked
    where max_per_window is null or place <= max_per_window

)

select * from final
