{{ config(
    materialized='incremental', incremental_strategy='replace_from', meta={'rebuilt_by': 'checked_on'}
) }}
-- A quality check takes its channel and customer from what was checked.
with all_quality_checks as (

    {{ union_systems('quality_checks') }}

),

quality_checks as (

    select * from all_quality_checks where {{ is_rebuilt_at('checked_at') }}

),

subjects as (

    select * from {{ ref('int_subject') }}

),

customers as (

    select * from {{ ref('dim_customer') }}

),

final as (

    select
        quality_checks.check_id,
        quality_checks.contact_type as subject_type,
        quality_checks.contact_id,
        case
            when quality_checks.contact_type in ('ticket', 'conversation', 'call')
                then quality_checks.contact_type
        end as contact_type,
        subjects.customer_id,
        quality_checks.agent_id,
        subjects.channel,
        subjects.price_band,
        subjects.product_category,
        subjects.is_complex,
        subjects.hour_of_day,
        subjects.category,
        customers.customer_segment,
        customers.is_remote,
        customers.first_order_at,
        quality_checks.checked_at,
        {{ business_date('quality_checks.checked_at') }} as checked_on,
        quality_checks.inspector_id,
        quality_checks.second_inspector_id,
        quality_checks.script_compliant,
        quality_checks.process_compliant,
        quality_checks.classification_correct,
        quality_checks.record_matches_customer,
        quality_checks.attitude,
        quality_checks.professionalism,
        quality_checks.accuracy,
        quality_checks.empathy,
        quality_checks.file_id,
        quality_checks.line
    from quality_checks
    left join subjects
        on
            quality_checks.contact_type = subjects.contact_type
            and quality_checks.contact_id = subjects.contact_id
    left join customers
        on subjects.customer_id = customers.customer_id

)

select * from final
