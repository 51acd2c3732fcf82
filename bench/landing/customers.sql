select
    customer_name(customer) as customer_id,
    case
        when u(customer, 20) < 0.08 then 'vip'
        else 'standard'
    end as segment,
    pick(customer, 21, ['north', 'east', 'south', 'west', 'abroad']) as region,
    u(customer, 22) < 0.1 as is_remote,
    pick(customer, 23, ['zh', 'zh', 'zh', 'en', 'ja']) as language,
    getvariable('first_day')::timestamp as updated_at
from range(getvariable('customers')) as customers (customer)
