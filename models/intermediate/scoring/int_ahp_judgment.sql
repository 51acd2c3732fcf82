-- Every expert's judgments, each pair in one direction, and the pairs that a complete panel has.
with ahp_judgments as (

    select * from {{ ref('ahp_judgments') }}

),

-- A judgment is a number or a fraction such as 1/3.
numbers as (

    select
        panel,
        level,
        expert,
        item_a,
        item_b,
        cast(split_part(judgment, '/', 1) as double)
        / cast(coalesce(nullif(split_part(judgment, '/', 2), ''), '1') as double) as judgment
    from ahp_judgments

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
