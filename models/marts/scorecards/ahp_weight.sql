-- The experts' matrices are merged by geometric mean; a row's weight is its normalised geometric mean.
with judgments as (

    select * from {{ ref('int_ahp_judgment') }}

),

random_indexes as (

    select * from {{ ref('ahp_random_index') }}

),

merged as (

    select
        panel,
        level,
        item_a,
        item_b,
        {{ geometric_mean('judgment') }} as judgment
    from judgments
    group by panel, level, item_a, item_b

),

pairs as (

    select
        panel,
        level,
        item_a as item,
        item_b as other_item,
        judgment
    from merged
    union all
    select
        panel,
        level,
        item_b as item,
        item_a as other_item,
        1 / judgment as judgment
    from merged

),

matrix as (

    select * from pairs
    union all
    select distinct
        panel,
        level,
        item,
        item as other_item,
        1 as judgment
    from pairs

),

row_means as (

    select
        panel,
        level,
        item,
        {{ geometric_mean('judgment') }} as row_mean
    from matrix
    group by panel, level, item

),

weights as (

    select
        panel,
        level,
        item,
        row_mean / cast(
            sum(cast(row_mean as decimal(24, 15))) over (partition by panel, level) as double
        ) as weight,
        count(*) over (partition by panel, level) as items
    from row_means

),

-- Of a consistent matrix every such ratio is the number of items.
ratios as (

    select
        matrix.panel,
        matrix.level,
        matrix.item,
        cast(
            sum(cast(matrix.judgment * others.weight as decimal(24, 15))) as double
        ) / max(own.weight) as ratio
    from matrix
    inner join weights as own
        on
            matrix.panel = own.panel
            and matrix.level = own.level
            and matrix.item = own.item
    inner join weights as others
        on
            matrix.panel = others.panel
            and matrix.level = others.level
            and matrix.other_item = others.item
    group by matrix.panel, matrix.level, matrix.item

),

lambdas as (

    select
        panel,
        level,
        count(*) as items,
        cast(avg(cast(ratio as decimal(20, 15))) as double) as lambda_max
    from ratios
    group by panel, level

),

consistencies as (

    select
        lambdas.panel,
        lambdas.level,
        lambdas.items,
        lambdas.lambda_max,
        coalesce((lambdas.lambda_max - lambdas.items) / nullif(lambdas.items - 1, 0), 0)
            as consistency_index,
        cast(random_indexes.random_index as double) as random_index
    from lambdas
    left join random_indexes
        on lambdas.items = random_indexes.items

),

experts as (

    select
        panel,
        level,
        count(distinct expert) as experts
    from judgments
    group by panel, level

),

final as (

    select
        weights.panel,
        weights.level,
        weights.item,
        weights.weight * 100 as weight,
        coalesce(parents.weight, 1) * weights.weight * 100 as scheme_weight,
        cast(experts.experts as integer) as experts,
        cast(consistencies.items as integer) as items,
        consistencies.lambda_max,
        consistencies.consistency_index,
        coalesce(consistencies.consistency_index / nullif(consistencies.random_index, 0), 0)
            as consistency_ratio
    from weights
    inner join consistencies
        on
            weights.panel = consistencies.panel
            and weights.level = consistencies.level
    inner join experts
        on
            weights.panel = experts.panel
            and weights.level = experts.level
    left join weights as parents
        on
            weights.panel = parents.panel
            and parents.level = 'dimension'
            and weights.level = parents.item

)

select * from final
