{{ config(
    materialized='incremental', incremental_strategy='replace_from', meta={'rebuilt_by': 'period_start'}
) }}
-- Which cards exist: an entity with a row of its own for at least one indicator of a scheme that
-- applies to it. An entity may have several.
with measured as (

    select
        entity_type,
        entity_id,
        period,
        period_start,
        indicator
    from {{ ref('int_indicator_points') }}
    where {{ is_rebuilt('period_start') }}

),

weights as (

    select * from {{ ref('int_scheme_period_weight') }}

),

schemes as (

    select * from {{ ref('int_scheme_period') }}

),

placements as (

    select * from {{ ref('int_agent_placement') }}

),

entity_roles as (

    select * from {{ ref('int_entity_role') }}

),

entity_contacts as (

    select * from {{ ref('int_entity_contact') }}

),

role_schemes as (

    select * from {{ ref('role_schemes') }}

),

candidates as (

    select distinct
        measured.entity_type,
        measured.entity_id,
        measured.period,
        measured.period_start,
        weights.scheme
    from measured
    inner join weights
        on
            measured.period = weights.period
            and measured.period_start = weights.period_start
            and measured.indicator = weights.indicator

),

placed as (

    select
        candidates.entity_type,
        candidates.entity_id,
        candidates.period,
        candidates.period_start,
        candidates.scheme,
        case
            when candidates.entity_type = 'agent' then placements.team_id
            when candidates.entity_type = 'team' then candidates.entity_id
        end as team_id,
        placements.role,
        schemes.period_end,
        schemes.season,
        schemes.is_complete,
        schemes.method,
        schemes.min_coverage,
        schemes.is_pilot,
        schemes.replaces,
        schemes.role as scheme_role,
        schemes.team_id as scheme_team_id,
        schemes.channel as scheme_channel,
        schemes.contact_type as scheme_contact_type,
        schemes.pilot_team
    from candidates
    inner join schemes
        on
            candidates.scheme = schemes.scheme
            and candidates.period = schemes.period
            and candidates.period_start = schemes.period_start
            and '|' || schemes.entity_levels || '|' like '%|' || candidates.entity_type || '|%'
    left join placements
        on
            candidates.entity_type = 'agent'
            and candidates.entity_id = placements.agent_id
            and candidates.period = placements.period
            and candidates.period_start = placements.period_start

),

in_team as (

    select *
    from placed
    where
        (scheme_team_id is null or scheme_team_id = team_id)
        and (not is_pilot or pilot_team = team_id)

),

in_role as (

    select in_team.*
    from in_team
    left join entity_roles
        on
            in_team.scheme_role = entity_roles.role
            and in_team.entity_type = entity_roles.entity_type
            and in_team.entity_id = entity_roles.entity_id
            and in_team.period = entity_roles.period
            and in_team.period_start = entity_roles.period_start
    where in_team.scheme_role is null or entity_roles.role is not null

),

with_contact as (

    select in_role.*
    from in_role
    where in_role.scheme_channel is null and in_role.scheme_contact_type is null
    union all
    select in_role.*
    from in_role
    where
        (in_role.scheme_channel is not null or in_role.scheme_contact_type is not null)
        and exists (
            select 1
            from entity_contacts
            where
                in_role.entity_type = entity_contacts.entity_type
                and in_role.entity_id = entity_contacts.entity_id
                and in_role.period = entity_contacts.period
                and in_role.period_start = entity_contacts.period_start
                and (
                    in_role.scheme_channel is null
                    or in_role.scheme_channel = entity_contacts.channel
                )
                and (
                    in_role.scheme_contact_type is null
                    or in_role.scheme_contact_type = entity_contacts.contact_type
                )
        )

),

main_roles as (

    select *
    from entity_roles
    where is_main

),

-- A role without a row in role_schemes, and the company, go by the scheme of the role unknown.
final as (

    select
        with_contact.entity_type,
        with_contact.entity_id,
        with_contact.period,
        with_contact.period_start,
        with_contact.scheme,
        with_contact.team_id,
        with_contact.role,
        with_contact.period_end,
        with_contact.season,
        with_contact.is_complete,
        with_contact.method,
        with_contact.min_coverage,
        with_contact.is_pilot,
        with_contact.replaces,
        with_contact.scheme
        = coalesce(role_schemes.scheme, fallback_schemes.scheme) as is_primary
    from with_contact
    left join main_roles
        on
            with_contact.entity_type = main_roles.entity_type
            and with_contact.entity_id = main_roles.entity_id
            and with_contact.period = main_roles.period
            and with_contact.period_start = main_roles.period_start
    left join role_schemes
        on
            main_roles.role = role_schemes.role
            and with_contact.period_end
            between coalesce(role_schemes.valid_from, date '1900-01-01')
            and coalesce(role_schemes.valid_to, date '9999-12-31')
    left join role_schemes as fallback_schemes
        on
            fallback_schemes.role = 'unknown'
            and with_contact.period_end
            between coalesce(fallback_schemes.valid_from, date '1900-01-01')
            and coalesce(fallback_schemes.valid_to, date '9999-12-31')

)

select * from final
