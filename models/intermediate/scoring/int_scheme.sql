-- Schemes of the project's industry, with open ends filled in.
with schemes as (

    select * from {{ ref('schemes') }}

),

final as (

    select
        scheme,
        name,
        name_zh,
        role,
        team_id,
        channel,
        contact_type,
        entity_levels,
        periods,
        method,
        cast(coalesce(min_coverage, {{ scoring_parameter('min_coverage') }}) as double)
            as min_coverage,
        coalesce(valid_from, date '1900-01-01') as valid_from,
        coalesce(valid_to, date '9999-12-31') as valid_to,
        replaces,
        pilot_team,
        pilot_until,
        basis,
        source
    from schemes
    where industry is null or industry = {{ industry() }}

)

select * from final
