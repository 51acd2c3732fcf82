{#-
    Opening seconds (DECIMAL(18,6)) from the beginning of the calendar until an instant, by the
    hours of hours_team_id: span, contact_id, opening_seconds. The last interval that opened before
    the instant is found by an as-of join; before the first one it is 0.
-#}
{% macro opening_seconds_until(instants, instant_column, intervals) -%}
    {{ return(adapter.dispatch('opening_seconds_until')(instants, instant_column, intervals)) }}
{%- endmacro %}


{% macro default__opening_seconds_until(instants, instant_column, intervals) -%}
    select
        instant.span,
        instant.contact_id,
        coalesce(
            cast(
                opening.seconds_before
                + {{ seconds_between(
                    'opening.opens_at',
                    'least(instant.' ~ instant_column ~ ', opening.closes_at)'
                ) }}
                as decimal(18, 6)
            ),
            0
        ) as opening_seconds
    from {{ instants }} as instant
    asof left join {{ intervals }} as opening
        on
            instant.hours_team_id = opening.hours_team_id
            and instant.{{ instant_column }} >= opening.opens_at
{%- endmacro %}
