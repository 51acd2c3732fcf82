{#-
    For every row of `ended` (a relation with contact_type, contact_id, ended_at and the keys) the
    nearest start strictly after its end among the rows of `candidates` with equal keys:
    contact_type, contact_id, next_started_at (null: none). A null key matches nothing.

    An as-of join: each side is sorted once, no pair of rows is ever built.
-#}
{% macro next_start(ended, candidates, keys) -%}
    {%- if not keys -%}
        {{ exceptions.raise_compiler_error("next_start needs at least one key column") }}
    {%- endif -%}
    {{ return(adapter.dispatch('next_start')(ended, candidates, keys)) }}
{%- endmacro %}


{% macro default__next_start(ended, candidates, keys) -%}
    select
        ended_row.contact_type,
        ended_row.contact_id,
        candidate.started_at as next_started_at
    from {{ ended }} as ended_row
    asof left join {{ candidates }} as candidate
        on
            {%- for key in keys %}
            ended_row.{{ key }} = candidate.{{ key }} and
            {%- endfor %}
            ended_row.ended_at < candidate.started_at
{%- endmacro %}


{% macro spark__next_start(ended, candidates, keys) -%}
    select
        contact_type,
        contact_id,
        next_started_at
    from (
        select
            contact_type,
            contact_id,
            is_candidate,
            min(case when is_candidate = 1 then happened_at end) over (
                partition by {{ keys | join(', ') }}
                order by happened_at, is_candidate desc
                rows between 1 following and unbounded following
            ) as next_started_at
        from (
            select
                contact_type, contact_id, {{ keys | join(', ') }},
                ended_at as happened_at, 0 as is_candidate
            from {{ ended }}
            union all
            select
                contact_type, contact_id, {{ keys | join(', ') }},
                started_at as happened_at, 1 as is_candidate
            from {{ candidates }}
            where {{ keys | join(' is not null and ') }} is not null
        )
    )
    where is_candidate = 0
{%- endmacro %}
