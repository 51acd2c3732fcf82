{{ config(
    materialized='incremental', incremental_strategy='replace_from', meta={'rebuilt_by': 'started_on'}
) }}
-- How many start on a date: what batches and crowded days are told by, before anything else is known.
select
    started_on,
    is_contact,
    count(*) as contacts
from {{ ref('int_delivered_contact') }}
where {{ is_rebuilt_at('started_at') }}
group by started_on, is_contact
