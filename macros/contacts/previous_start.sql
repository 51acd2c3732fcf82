{#-
    For every row of `events` (with its id, its instant and the keys) the nearest start strictly
    before it among the candidates with equal keys: the id, the instant, previous_contact_id,
    previous_started_at. Rows without one are left out. A candidate stands once per keys and start.
-#}
{% macro previous_start(events, id_column, instant_column, candidates, keys) -%}
    {%- if not keys -%}
        {{ exceptions.raise_compiler_error("previous_start needs at least one key column") }}
    {%- endif -%}
    {{ return(adapter.dispatch('previous_start')(
        events, id_column, instant_column, candidates, keys
    )) }}
{%- endmacro %}


{% macro default__previous_start(events, id_column, instant_column, candidates, keys) -%}
    select
        event_row.{{ id_column }},
        event_row.{{ instant_column }},
        candidate.contact_id as previous_contact_id,
        candidate.started_at as previous_started_at
    from {{ events }} as event_row
    asof inner join {{ candidates }} as candidate
        on
            {%- for key in keys %}
            event_row.{{ key }} = candidate.{{ key }} and
            {%- endfor %}
            event_row.{{ instant_column }} > candidate.started_at
{%- endmacro %}
