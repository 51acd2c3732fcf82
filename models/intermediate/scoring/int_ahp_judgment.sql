-- Every expert's judgments, each pair in one direction, and the pairs that a complete panel has.
with ahp_judgments as (

    select * from {{ ref('ahp_judgments') }}

),

-- A judgment is a number or a fraction such as 1/3.
parts as (

    select
        *,
        try_cast(split_part(judgment, '/', 1) as double) as dividend,
        try_cast(coalesce(nullif(split_part(judgment, '/', 2), ''), '1') as double) as divisor
    from ahp_judgments

),

-- What is no positive number stays empty; the test of the judgments names it.
numbers as (

    select
        panel,
        level,
        expert,
        item_a,
        item_b,
        case when dividend > 0 and divisor > 0 then dividend / divisor end as judgment
    from parts

),

final as (

    select
        panel,
        level,
        expert,
        case when item_a < item_b then item_a else item_b end as item_a,
        case when item_a < item_b then item_b else item_a end as item_b,
        case when item_a < item_b then judgment else 1 / judgment end as judgment
    from numbers

)

select * from final
