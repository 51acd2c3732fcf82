select
    'I' || place as action_id,
    ['csat_rate', 'first_response_time', 'resolution_rate'][1 + place % 3] as indicator,
    'company' as scope_type,
    null::varchar as scope_id,
    'too slow' as problem,
    'too few people' as root_cause,
    'train the night shift' as measure,
    'service' as department,
    'a00001' as owner,
    null::varchar as resources,
    cast(getvariable('last_day') - cast(place * 20 as integer) as date) as due_on,
    cast(90 as decimal(18, 6)) as target_value,
    'level' as target_kind,
    null::varchar as segment,
    cast(getvariable('last_day') - cast(place * 20 + 5 as integer) as date) as completed_on
from range(12) as places (place)
