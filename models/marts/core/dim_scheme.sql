with schemes as (

    select * from {{ ref('int_scheme') }}

),

scheme_weights as (

    select * from {{ ref('int_scheme_weight') }}

),

-- The weights that hold on the last day of the version, before any overlay.
weights as (

    select
        schemes.scheme,
        schemes.valid_from,
        string_agg(
            scheme_weights.indicator || ' ' || cast(scheme_weights.weight as varchar),
            '; ' order by scheme_weights.weight desc, scheme_weights.indicator asc
        ) as weights
    from schemes
    inner join scheme_weights
        on
            schemes.scheme = scheme_weights.scheme
            and schemes.valid_to between scheme_weights.valid_from and scheme_weights.valid_to
    group by schemes.scheme, schemes.valid_from

),

final as (

    select
        schemes.scheme,
        schemes.valid_from,
        schemes.valid_to,
        schemes.name,
        schemes.name_zh,
        schemes.role,
        schemes.team_id,
        schemes.channel,
        schemes.contact_type,
        schemes.entity_levels,
        schemes.periods,
        schemes.method,
        schemes.min_coverage,
        schemes.replaces,
        schemes.pilot_team,
        schemes.pilot_until,
        weights.weights,
        schemes.basis,
        schemes.source
    from schemes
    left join weights
        on
            schemes.scheme = weights.scheme
            and schemes.valid_from = weights.valid_from

)

select * from final
