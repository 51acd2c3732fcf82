-- Published beside the evidence: it says which threshold judged an event.
{{ config(schema='evidence') }}

with strata as (

    {%- for family in event_families() %}
    select stratum from {{ ref(family ~ '_daily') }}
    union
    {%- endfor %}
    select '{{ '|' * (strata_columns() | length - 1) }}' as stratum

),

eras as (

    select distinct threshold_era from {{ ref('int_period_of_date') }}

),

final as (

    {{ match_thresholds('strata', 'eras') }}

)

select * from final
