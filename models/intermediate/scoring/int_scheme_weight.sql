-- Weight rows with open ends filled in and a name of their own, which evidence shows.
with scheme_weights as (

    select * from {{ ref('scheme_weights') }}

),

final as (

    select
        scheme || '|' || indicator
        || case when valid_from is null then '' else '|from=' || cast(valid_from as varchar) end
            as weight_row,
        scheme,
        dimension,
        indicator,
        cast(weight as double) as weight,
        min_sample,
        cast(target as double) as target,
        cast(baseline as double) as baseline,
        cast(range_low as double) as range_low,
        cast(range_high as double) as range_high,
        target_rule,
        cast(baseline_share as double) as baseline_share,
        best_band,
        coalesce(valid_from, date '1900-01-01') as valid_from,
        coalesce(valid_to, date '9999-12-31') as valid_to
    from scheme_weights

)

select * from final
