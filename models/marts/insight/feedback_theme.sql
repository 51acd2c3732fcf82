{{ config(
    materialized='incremental', incremental_strategy='replace_from', meta={'rebuilt_by': 'period_start'}, on_schema_change='fail'
) }}
with comments as (

    select * from {{ ref('int_feedback_comment') }} where {{ is_rebuilt('date_day') }}

),

named as (

    select * from {{ ref('int_feedback_theme') }} where {{ is_rebuilt('date_day') }}

),

periods as (

    select * from {{ ref('int_period_of_date') }}
    where period <> 'day' and {{ is_rebuilt('period_start') }}

),

theme_names as (

    select distinct
        theme,
        name_en,
        name_zh
    from {{ ref('feedback_themes') }}

),

limits as (

    select min(range_high) as max_share from {{ ref('alert_rules') }} where kind = 'theme'

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

-- Every comment counts for the company, and for its team where it has one.
team_comments as (

    select
        periods.period,
        periods.period_start,
        comments.team_id,
        count(*) as comments
    from comments
    inner join periods
        on comments.date_day = periods.date_day
    where comments.team_id is not null
    group by periods.period, periods.period_start, comments.team_id
    union all
    select
        periods.period,
        periods.period_start,
        'company' as team_id,
        count(*) as comments
    from comments
    inner join periods
        on comments.date_day = periods.date_day
    group by periods.period, periods.period_start

),

owned as (

    select
        survey_id,
        date_day,
        team_id,
        theme,
        is_problem,
        masked_comment
    from named
    where team_id is not null
    union all
    select
        survey_id,
        date_day,
        'company' as team_id,
        theme,
        is_problem,
        masked_comment
    from named

),

-- The samples are the problems first, drawn by a hash, so that nobody picks them.
drawn as (

    select
        periods.period,
        periods.period_start,
        owned.team_id,
        owned.theme,
        owned.is_problem,
        owned.masked_comment,
        row_number() over (
            partition by periods.period, periods.period_start, owned.team_id, owned.theme
            order by
                case when owned.is_problem then 0 else 1 end, md5(owned.survey_id), owned.survey_id
        ) as draw
    from owned
    inner join periods
        on owned.date_day = periods.date_day

),

counted as (

    select
        drawn.period,
        drawn.period_start,
        drawn.team_id,
        drawn.theme,
        count(*) as theme_comments,
        count(case when drawn.is_problem then 1 end) as problem_comments,
        list(drawn.masked_comment order by drawn.draw) filter (
            where drawn.draw <= {{ insight_parameter('theme_sample_comments') }}
        ) as samples
    from drawn
    group by drawn.period, drawn.period_start, drawn.team_id, drawn.theme

),

final as (

    select
        counted.period,
        counted.period_start,
        counted.team_id,
        counted.theme,
        theme_names.name_en,
        theme_names.name_zh,
        team_comments.comments,
        counted.theme_comments,
        cast(counted.theme_comments as double) / team_comments.comments * 100 as theme_share,
        counted.problem_comments,
        cast(counted.problem_comments as double) / team_comments.comments * 100 as problem_share,
        cast(counted.problem_comments as double) / team_comments.comments * 100 > limits.max_share
            as is_over_limit,
        counted.samples as sample_comments,
        {{ period_end('counted.period', 'counted.period_start') }} <= as_of.as_of_date
            as is_complete
    from counted
    inner join team_comments
        on
            counted.period = team_comments.period
            and counted.period_start = team_comments.period_start
            and counted.team_id = team_comments.team_id
    inner join theme_names
        on counted.theme = theme_names.theme
    cross join limits
    cross join as_of

)

select * from final
