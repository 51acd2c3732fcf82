-- Overlays with open ends filled in.
with season_overlays as (

    select * from {{ ref('season_overlays') }}

),

final as (

    select
        season,
        scheme,
        indicator,
        cast(weight as double) as weight,
        coalesce(valid_from, date '1900-01-01') as valid_from,
        coalesce(valid_to, date '9999-12-31') as valid_to
    from season_overlays

)

select * from final
