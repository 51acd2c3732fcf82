with placed as (
    select
        *,
        case
            when kind = 'conversation' and purpose = 'presales' and u(number, 60) < 0.5
                then started_at + to_seconds(30 + cast(u(number, 61) * 110000 as bigint))
            else day + to_seconds(cast(u(number, 61) * 86399 as bigint))
        end as placed_at,
        case
            when kind = 'conversation' and purpose = 'presales' and u(number, 60) < 0.5
                then customer_id
            else customer_name(customer_number(number + 7000000000))
        end as buyer_id
    from contact
    where u(number, 62) < 0.5
)

select
    order_name(number) as order_id,
    buyer_id as customer_id,
    placed_at,
    cast(5 + round(pow(u(number, 63), 3) * 3000, 2) as decimal(18, 2)) as amount,
    'CNY' as currency,
    product_category,
    pick(number, 64, ['high', 'standard', 'standard', 'fmcg']) as price_band,
    u(number, 65) < 0.15 as is_new_product,
    case when u(number, 66) < 0.03 then 'cancelled' else 'placed' end as status,
    placed_at as updated_at
from placed
where
    placed_at + case when u(number, 13) < 0.02 then interval 5 day else interval 0 day end
    <= getvariable('horizon')
    and placed_at + case when u(number, 13) < 0.02 then interval 5 day else interval 0 day end
    > getvariable('since')
