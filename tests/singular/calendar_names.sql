{#-
    Seasons and goals of the calendar that nothing speaks of: neither seasons.csv nor an overlay nor a
    threshold. Only a warning, for a centre may mark days without judging them differently.
-#}
{{ config(severity='warn') }}
select
    used.column_name,
    used.name,
    used.first_date
from ({{ calendar_names() }}) as used
where
    used.name not in (select season from {{ ref('seasons') }})
    and used.name not in (select season from {{ ref('season_overlays') }})
    and used.name not in (
        select season from {{ ref('indicator_targets') }} where season is not null
    )
