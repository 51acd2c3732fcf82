{#-
    A scheme for one team, or on trial in one team, names a team that the agents are in. Teams are
    data, so this is judged with the data; where no agents are delivered nobody can tell.
-#}
{%- set faults -%}
with named as (

    select
        'team_id' as column_name,
        team_id,
        scheme,
        valid_from
    from {{ ref('schemes') }}
    union all
    select
        'pilot_team' as column_name,
        pilot_team as team_id,
        scheme,
        valid_from
    from {{ ref('schemes') }}

),

teams as (

    select distinct team_id from {{ ref('int_agent_period') }}

)

select
    '{{ seed_file(ref("schemes")) }}' as file,
    {{ seed_entry(['scheme', 'valid_from']) }} as entry,
    'column ' || column_name || ' names ' || team_id || ', a team without agents' as problem,
    'Use one of: ' || (select string_agg(team_id, ', ' order by team_id) from teams) as mend
from named
where
    team_id is not null
    and team_id not in (select team_id from teams)
    and exists (select 1 from teams)
{%- endset -%}
{{ report_faults(faults) }}
