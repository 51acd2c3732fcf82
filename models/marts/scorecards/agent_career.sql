with cards as (

    select *
    from {{ ref('scorecard') }}
    where entity_type = 'agent' and period = 'month' and is_primary

),

rules as (

    select * from {{ ref('career_rules') }}

),

fulfilled as (

    select
        cards.entity_id as agent_id,
        cards.period_start as month_start,
        rules.tier,
        extract(year from cards.period_start) * 12 + extract(month from cards.period_start)
        - row_number() over (
            partition by cards.entity_id, rules.tier
            order by cards.period_start
        ) as streak
    from cards
    inner join rules
        on
            (
                rules.min_total is null
                or cards.total > rules.min_total + {{ comparison_tolerance() }}
                or (
                    rules.min_included
                    and cards.total >= rules.min_total - {{ comparison_tolerance() }}
                )
            )
            and (
                rules.max_total is null
                or cards.total < rules.max_total - {{ comparison_tolerance() }}
                or (
                    rules.max_included
                    and cards.total <= rules.max_total + {{ comparison_tolerance() }}
                )
            )
    where cards.total is not null

),

streaks as (

    select
        agent_id,
        month_start,
        tier,
        row_number() over (
            partition by agent_id, tier, streak
            order by month_start
        ) as months_in_row,
        min(month_start) over (partition by agent_id, tier, streak) as first_month
    from fulfilled

),

ranked as (

    select
        streaks.agent_id,
        streaks.month_start,
        streaks.months_in_row,
        rules.tier,
        rules.name_zh,
        rules.pay_uplift_percent,
        rules.is_mentor_eligible,
        rules.programme,
        rules.programme_zh,
        case
            when rules.programme is not null
                then cast(streaks.first_month + interval 1 month as date)
        end as programme_starts_on,
        rules.programme_days,
        row_number() over (
            partition by streaks.agent_id, streaks.month_start
            order by rules.priority
        ) as rule_rank
    from streaks
    inner join rules
        on
            streaks.tier = rules.tier
            and streaks.months_in_row >= rules.months_in_row

),

final as (

    select
        cards.entity_id as agent_id,
        cards.period_start as month_start,
        cards.team_id,
        cards.role,
        cards.scheme,
        cards.total,
        cards.grade,
        ranked.tier,
        ranked.name_zh as tier_zh,
        cast(ranked.months_in_row as integer) as months_in_row,
        cast(ranked.pay_uplift_percent as double) as pay_uplift_percent,
        ranked.is_mentor_eligible,
        ranked.programme,
        ranked.programme_zh,
        ranked.programme_starts_on,
        -- The last of the programme's days: its first one counts.
        cast(ranked.programme_starts_on + (ranked.programme_days - 1) * interval 1 day as date)
            as programme_ends_on,
        cards.is_complete
    from cards
    left join ranked
        on
            cards.entity_id = ranked.agent_id
            and cards.period_start = ranked.month_start
            and ranked.rule_rank = 1

)

select * from final
