-- A later delivery changes a few: that touches all that they ever did.
select
    customer_name(customer) as customer_id,
    case
        when (u(customer, 20) < 0.08) <> (getvariable('since') > timestamp '1950-01-01') then 'vip'
        else 'standard'
    end as segment,
    pick(customer, 21, ['north', 'east', 'south', 'west', 'abroad']) as region,
    u(customer, 22) < 0.1 as is_remote,
    pick(customer, 23, ['zh', 'zh', 'zh', 'en', 'ja']) as language,
    case
        when getvariable('since') > timestamp '1950-01-01' then getvariable('horizon') - interval 2 hour
        else getvariable('first_day')::timestamp
    end as updated_at
from range(getvariable('customers')) as customers (customer)
where
    getvariable('since') < timestamp '1950-01-01'
    or customer % (getvariable('customers') // 10) = 5
