with indicator_targets as (

    select * from {{ ref('indicator_targets') }}

),

named as (

    select
        *,
        {%- for column_name in strata_columns() %}
        case when {{ column_name }} is null then 0 else 1 end
        {{- ' as named_strata' if loop.last else ' +' }}
        {%- endfor %}
    from indicator_targets
    where industry is null or industry = {{ industry() }}

),

final as (

    select
        -- A row's name says what it applies to: it is what evidence shows to a disputing agent.
        indicator
        {%- for column_name in strata_columns() %}
        || case
            when {{ column_name }} is null then ''
            else '|{{ column_name }}=' || cast({{ column_name }} as varchar)
        end
        {%- endfor %}
        || case when industry is null then '' else '|industry=' || industry end
        || case when valid_from is null then '' else '|from=' || cast(valid_from as varchar) end
        as threshold_row,
        indicator,
        {%- for column_name in strata_columns() %}
        cast({{ column_name }} as varchar) as {{ column_name }},
        {%- endfor %}
        coalesce(precedence, named_strata) as precedence,
        cast(target as double) as target,
        cast(baseline as double) as baseline,
        cast(excellent_edge as double) as excellent_edge,
        cast(good_edge as double) as good_edge,
        cast(qualified_edge as double) as qualified_edge,
        cast(to_improve_edge as double) as to_improve_edge,
        cast(range_low as double) as range_low,
        cast(range_high as double) as range_high,
        coalesce(valid_from, date '1900-01-01') as valid_from,
        coalesce(valid_to, date '9999-12-31') as valid_to,
        basis,
        source
    from named

)

select * from final
