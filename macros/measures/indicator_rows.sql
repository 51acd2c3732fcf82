{#-
    The parts of one indicator, a row per entity × period, and per threshold era × stratum where its
    thresholds differ by them (and per family): the rows of `<family>_period` in which the indicator has
    a numerator or a denominator.

    indicator: an item of indicator_parts(). are_all: whether the caller's CTEs entities and periods hold
    all that there are; otherwise only those that they hold count.
-#}
{% macro indicator_rows(indicator, are_all=true) -%}
    {%- set by_stratum = not indicator.has_one_threshold -%}
    {%- for family in indicator.families if family.numerator or family.denominator %}
    select
        sums.entity_key,
        sums.period_key,
        {%- if by_stratum %}
        sums.threshold_era,
        sums.stratum,
        {%- endif %}
        cast({{ family.numerator or 'null' }} as decimal(38, 6)) as numerator,
        cast({{ family.denominator or 'null' }} as decimal(38, 6)) as denominator,
        cast({{ family.sum_of_squares or 'null' }} as decimal(38, 6)) as sum_of_squares,
        cast(
            {{ (family.sample_size if indicator.is_sampled else family.denominator) or 'null' }}
            as bigint
        ) as sample_size,
        cast({{ family.numerator_count or 'null' }} as decimal(38, 6)) as numerator_count
    from {{ ref(family.family ~ '_period') }} as sums
    where
        {{ is_rolled_up_for(indicator) }}
        and (
            coalesce({{ family.numerator or 'null' }}, 0) <> 0
            or coalesce({{ family.denominator or 'null' }}, 0) <> 0
        )
        and {{ is_rebuilt_period('sums.period_key') }}
        {%- if not are_all or indicator.entity_types | length < entity_types() | length %}
        and sums.entity_key in (
            select entity_key from entities
            where entity_type in ('{{ indicator.entity_types | join("', '") }}')
        )
        {%- endif %}
        {%- if indicator.finest_period != 'day' %}
        and sums.period_key in (
            select period_key from periods where period in ('month', 'quarter')
        )
        {%- elif not are_all %}
        and sums.period_key in (select period_key from periods)
        {%- endif %}
    {%- if family.company_denominator %}
    union all
    -- The company has a row wherever it has something to compare with, even if nothing to compare.
    select
        sums.entity_key,
        sums.period_key,
        {%- if by_stratum %}
        max(sums.threshold_era) as threshold_era,
        '{{ '|' * (strata_columns() | length - 1) }}' as stratum,
        {%- endif %}
        cast(null as decimal(38, 6)) as numerator,
        cast(null as decimal(38, 6)) as denominator,
        cast(null as decimal(38, 6)) as sum_of_squares,
        cast(null as bigint) as sample_size,
        cast(null as decimal(38, 6)) as numerator_count
    from {{ ref(family.family ~ '_period') }} as sums
    where
        {{ is_rolled_up_for(indicator) }}
        and sums.entity_key in (select entity_key from entities where entity_type = 'company')
        and {{ is_rebuilt_period('sums.period_key') }}
        {% if not are_all -%}
        and sums.period_key in (select period_key from periods)
        {%- endif %}
        and {{ family.company_denominator }} <> 0
    group by sums.entity_key, sums.period_key
    {%- endif %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}


{#- Whether a row of `<family>_period`, called sums, is of the kind that the indicator reads. -#}
{% macro is_rolled_up_for(indicator) -%}
    sums.stratum is {{ 'null' if indicator.has_one_threshold else 'not null' }}
{%- endmacro %}


{#- Whether indicator_rows() may give several rows for an entity and period. -#}
{% macro has_several_rows(indicator) -%}
    {{ return(
        not indicator.has_one_threshold
        or indicator.families | length > 1
        or indicator.families | selectattr('company_denominator') | list | length > 0
    ) }}
{%- endmacro %}
