{%- set as_of = env_var('AS_OF', '') -%}
{%- if as_of and not modules.re.match('^[0-9T:.Z+ -]+$', as_of) -%}
    {{ exceptions.raise_compiler_error(
        "AS_OF is not an ISO 8601 instant: '" ~ as_of ~ "'. Example: 2025-12-31T23:59:59+08:00."
    ) }}
{%- endif -%}
{#- The instants that move the as-of instant, by canonical table (2-indicators, Readings). -#}
{%- set instants = {
    'tickets': 'created_at',
    'conversations': 'started_at',
    'calls': 'offered_at',
    'messages': 'sent_at',
    'surveys': 'responded_at',
    'complaints': 'opened_at',
    'orders': 'placed_at',
    'returns': 'requested_at',
    'quality_checks': 'checked_at',
} -%}
{%- set extremes = [] -%}
{%- for table_name, column_name in instants.items() -%}
    {%- for system in var('source_systems').get(table_name, ['landing']) -%}
        {%- do extremes.append(
            "select max(" ~ column_name ~ ") as newest_at, min(" ~ column_name ~ ") as oldest_at "
            ~ "from " ~ ref('stg_' ~ system ~ '__' ~ table_name)
        ) -%}
    {%- endfor -%}
{%- endfor -%}

with extremes as (

    {{ extremes | join('
    union all
    ') }}

),

span as (

    select
        {% if as_of -%}
        cast(cast('{{ as_of }}' as timestamptz) at time zone 'UTC' as timestamp) as as_of,
        {%- else -%}
        max(newest_at) as as_of,
        {%- endif %}
        min(oldest_at) as oldest_event_at,
        max(newest_at) as newest_event_at
    from extremes

),

final as (

    select
        as_of,
        {{ business_date('as_of') }} as as_of_date,
        oldest_event_at,
        {{ business_date('oldest_event_at') }} as oldest_event_date,
        newest_event_at
    from span

)

select * from final
