-- Published beside the evidence: it says which threshold judged an event.
{{ config(schema='evidence') }}

with strata as (

    select distinct stratum from {{ ref('int_measure_period') }}

),

eras as (

    select distinct threshold_era from {{ ref('int_period_of_date') }}

),

final as (

    {{ match_thresholds('strata', 'eras') }}

)

select * from final
