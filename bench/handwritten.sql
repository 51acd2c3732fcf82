-- The rival: every measure and every indicator of the catalogue in one script, from the same typed
-- landing tables and seeds, as somebody would write it for speed alone. No layers, no tests, no
-- lineage, no thresholds but the one that decides a numerator (first_response_attainment).
-- It fills hand.<family> (additive measures by date × agent × team × role × channel × contact
-- type) and hand.indicator_value (numerator, denominator and value by entity × period).
-- bench/rival.py runs it and compares it with marts.indicator_value, cell by cell.

create schema if not exists hand;
create or replace macro hand.local_date(instant) as
    cast(timezone('Asia/Shanghai', timezone('UTC', instant)) as date);
create or replace macro hand.microseconds(started, ended) as
    date_diff('microsecond', started, ended);
create or replace macro hand.seconds(microseconds) as
    cast(microseconds as decimal(32, 0)) * cast(0.000001 as decimal(6, 6));

----------------------------------------------------------------------------- dates and agents

create or replace temp table as_of as
select
    max(newest) as as_of,
    hand.local_date(max(newest)) as as_of_date,
    hand.local_date(min(oldest)) as oldest_date
from (
    select max(created_at) as newest, min(created_at) as oldest from landing.tickets
    union all select max(started_at), min(started_at) from landing.conversations
    union all select max(offered_at), min(offered_at) from landing.calls
    union all select max(sent_at), min(sent_at) from landing.messages
    union all select max(responded_at), min(responded_at) from landing.surveys
    union all select max(opened_at), min(opened_at) from landing.complaints
    union all select max(placed_at), min(placed_at) from landing.orders
    union all select max(requested_at), min(requested_at) from landing.returns
    union all select max(checked_at), min(checked_at) from landing.quality_checks
);

create or replace temp table day as
select
    days.date_day,
    coalesce(calendar.season, 'normal') as season,
    coalesce(calendar.is_holiday, false) as is_holiday
from (
    select cast(unnest(generate_series(
        date_trunc('year', oldest_date) - interval 1 year,
        date_trunc('year', as_of_date) + interval 2 year,
        interval 1 day
    )) as date) as date_day
    from as_of
) as days
left join catalogue.calendar as calendar on days.date_day = calendar.date;

create or replace temp table period_of_day as
select date_day, period, period_start
from (
    select date_day, 'week' as period, cast(date_trunc('week', date_day) as date) as period_start from day
    union all
    select date_day, 'month', cast(date_trunc('month', date_day) as date) from day
    union all
    select date_day, 'quarter', cast(date_trunc('quarter', date_day) as date) from day
), as_of
where period_start <= as_of_date;

create or replace temp table agent as
select
    agent_id,
    coalesce(valid_from, date '1900-01-01') as valid_from,
    coalesce(
        lead(valid_from) over (partition by agent_id order by valid_from nulls first),
        date '9999-12-31'
    ) as valid_to,
    row_number() over (partition by agent_id order by valid_from nulls first) as place,
    team_id, role, languages, hired_on, left_on
from landing.agents;

----------------------------------------------------------------------------- contacts

create or replace temp table talk as
with followed as (
    select
        conversation_id, message_id, sender, agent_id, sent_at,
        lag(sender) over (partition by conversation_id order by sent_at, message_id) as before
    from landing.messages
    where sender in ('customer', 'agent')
)
select
    conversation_id,
    agent_id,
    sent_at as replied_at,
    lag(sent_at) over conversation as asked_at,
    sender,
    row_number() over conversation = 2 as is_first
from followed
where sender <> coalesce(before, 'agent')
window conversation as (partition by conversation_id order by sent_at, message_id);

-- A pattern that is a constant is compiled once; one from a column is compiled for every row.
set variable phrases = (
    select string_agg(distinct regexp_escape(lower(phrase)), '|') from catalogue.script_rules
);

create or replace temp table conversation_message as
select
    conversation_id,
    bool_or(sender = 'agent') as has_agent,
    bool_or(sender = 'agent' and (contains(body, '?') or contains(body, '？'))) as has_question,
    bool_or(sender = 'agent' and regexp_matches(lower(body), getvariable('phrases'))) as has_violation
from landing.messages
group by conversation_id;

create or replace temp table customer as
select
    coalesce(customers.customer_id, orders.customer_id) as customer_id,
    customers.is_remote,
    orders.first_order_at
from landing.customers
full join (
    select customer_id, min(placed_at) as first_order_at
    from landing.orders
    where status is distinct from 'cancelled'
    group by customer_id
) as orders on customers.customer_id = orders.customer_id;

create or replace temp table contact as
select
    *,
    hand.local_date(started_at) as started_on,
    hand.local_date(ended_at) as ended_on
from (
    select
        'ticket' as kind, ticket_id as contact_id, customer_id, agent_id,
        coalesce(first_agent_id, agent_id) as first_agent_id,
        coalesce(first_agent_id, agent_id) as response_agent_id,
        channel, created_at as started_at, coalesce(closed_at, resolved_at) as ended_at,
        first_response_at, hand.microseconds(created_at, first_response_at) as response_time,
        status not in ('spam', 'merged', 'deleted') as is_contact,
        coalesce(handled_by, 'agent') = 'agent' as is_human,
        status in ('resolved', 'closed') as is_resolved,
        issue_key, coalesce(transferred, false) as is_transferred, language,
        order_id as order_ids, null as purpose, null as intent, false as is_new_product,
        null as queue, null as talk_seconds, null as hold_seconds, null as wrap_up_seconds
    from landing.tickets
    union all
    select
        'conversation', c.conversation_id, customer_id, c.agent_id, c.agent_id,
        case when m.conversation_id is null or t.replied_at is null
            then c.agent_id else t.agent_id end,
        channel, started_at, ended_at,
        case when m.conversation_id is null then first_response_at else t.replied_at end,
        case when m.conversation_id is null
            then hand.microseconds(started_at, first_response_at)
            else hand.microseconds(t.asked_at, t.replied_at) end,
        coalesce(is_valid, true), coalesce(handled_by, 'agent') = 'agent', is_resolved,
        issue_key, coalesce(transferred, false), language, order_ids, purpose, intent,
        coalesce(is_new_product, false), null, null, null, null
    from landing.conversations as c
    left join conversation_message as m on c.conversation_id = m.conversation_id
    left join talk as t on c.conversation_id = t.conversation_id and t.is_first and t.sender = 'agent'
    union all
    select
        'call', call_id, customer_id, agent_id, agent_id, agent_id, 'phone', offered_at, ended_at,
        answered_at, hand.microseconds(offered_at, answered_at), true, true, is_resolved,
        issue_key, coalesce(transferred, false), null, null, null, null, false,
        queue, talk_seconds, hold_seconds, wrap_up_seconds
    from landing.calls
);

-- The next contact of the customer: starts and ends on one line of time.
create or replace temp table follow_up as
with moments as (
    select
        customer_id, issue_key, started_at as moment, 0 as is_end, started_at,
        case when issue_key is null then started_at end as no_issue_start,
        case when kind = 'ticket' then started_at end as ticket_start,
        case when purpose = 'presales' then started_at end as presales_start,
        null as kind, null as contact_id
    from contact where is_contact and customer_id is not null
    union all
    select customer_id, issue_key, ended_at, 1, null, null, null, null, kind, contact_id
    from contact
    where is_contact and is_human and ended_at is not null and customer_id is not null
),

by_customer as (
    select
        *,
        first_value(started_at ignore nulls) over later as any_issue_at,
        first_value(no_issue_start ignore nulls) over later as no_issue_at
    from moments
    window later as (
        partition by customer_id order by moment, is_end
        rows between 1 following and unbounded following
    )
),

by_issue as (
    select
        *,
        first_value(started_at ignore nulls) over later as same_issue_at,
        first_value(ticket_start ignore nulls) over later as ticket_at,
        first_value(presales_start ignore nulls) over later as presales_at
    from by_customer
    window later as (
        partition by customer_id, issue_key order by moment, is_end
        rows between 1 following and unbounded following
    )
)

select
    kind, contact_id,
    case when issue_key is null then any_issue_at else least(same_issue_at, no_issue_at) end
    as contact_at,
    case when issue_key is not null then ticket_at end as ticket_at,
    case when issue_key is not null then presales_at end as presales_at
from by_issue
where is_end = 1;

----------------------------------------------------------------------------- opening hours

create or replace temp table opening as
select
    team_id, opens_at, closes_at,
    coalesce(sum(hand.microseconds(opens_at, closes_at)) over (
        partition by team_id order by opens_at rows between unbounded preceding and 1 preceding
    ), 0) as open_before
from (
    select
        team_id,
        timezone('UTC', timezone('Asia/Shanghai', date_day + cast(opens as interval))) as opens_at,
        timezone('UTC', timezone('Asia/Shanghai', date_day + cast(closes as interval)
            + case when closes > opens then interval 0 day else interval 1 day end)) as closes_at
    from day
    inner join catalogue.business_hours on isodow(date_day) = weekday
    where not is_holiday
);

create or replace temp table business_time as
with spans as (
    select 'response' as span, contact_id, response_agent_id as owner, started_on as on_day,
        started_at as from_at, first_response_at as to_at
    from contact
    where kind = 'ticket' and is_contact and is_human and first_response_at is not null
    union all
    select 'handling', contact_id, agent_id, ended_on, started_at, ended_at
    from contact
    where kind = 'ticket' and is_contact and is_human and ended_at is not null
),

placed as (
    select span, contact_id, from_at, to_at, coalesce(teams.team_id, '*') as hours
    from spans
    left join agent
        on owner = agent_id and on_day >= valid_from and on_day < valid_to
    left join (select distinct team_id from opening) as teams on agent.team_id = teams.team_id
)

select
    contact_id,
    span,
    coalesce(cast(b.open_before + hand.microseconds(b.opens_at, least(to_at, b.closes_at)) as bigint), 0)
    - coalesce(cast(a.open_before + hand.microseconds(a.opens_at, least(from_at, a.closes_at)) as bigint), 0)
    as open_time
from placed
asof left join opening as a on hours = a.team_id and from_at >= a.opens_at
asof left join opening as b on hours = b.team_id and to_at >= b.opens_at;

----------------------------------------------------------------------------- measures by start

create or replace temp table surveyed as
select distinct contact_type, contact_id from landing.surveys where sent_at is not null;

create or replace table hand.contact_start as
select
    started_on as date_day, c.agent_id,
    coalesce(a.team_id, case when c.agent_id is not null then 'unknown' end) as team_id,
    coalesce(a.role, case when c.agent_id is not null then 'unknown' end) as role,
    channel, kind as contact_type,
    count(*) filter (is_contact) as contacts,
    count(*) filter (is_contact and is_transferred) as transferred_contacts,
    count(*) filter (is_contact and s.contact_id is not null) as surveyed_contacts,
    count(*) filter (is_contact and language is not null and languages is not null)
    as language_contacts,
    count(*) filter (is_contact and contains('|' || languages || '|', '|' || language || '|'))
    as language_matched_contacts,
    count(*) filter (kind = 'conversation') as conversations,
    count(*) filter (kind = 'conversation' and is_contact) as valid_conversations,
    count(*) filter (kind = 'conversation' and is_contact and m.has_agent)
    as agent_message_conversations,
    count(*) filter (kind = 'conversation' and is_contact and m.has_violation)
    as script_violation_conversations,
    count(*) filter (is_contact and purpose = 'presales' and m.conversation_id is not null)
    as presales_message_conversations,
    count(*) filter (is_contact and purpose = 'presales' and m.has_question)
    as presales_question_conversations,
    sum(talk_seconds) filter (first_response_at is not null) as talk_seconds,
    count(talk_seconds) filter (first_response_at is not null) as talk_calls,
    sum(wrap_up_seconds) filter (first_response_at is not null) as wrap_up_seconds,
    count(wrap_up_seconds) filter (first_response_at is not null) as wrap_up_calls,
    sum(hold_seconds) filter (first_response_at is not null) as hold_seconds,
    sum(coalesce(talk_seconds, 0) + coalesce(hold_seconds, 0))
        filter (kind = 'call' and first_response_at is not null) as talk_and_hold_seconds
from contact as c
left join agent as a
    on c.agent_id = a.agent_id and started_on >= valid_from and started_on < valid_to
left join surveyed as s on kind = s.contact_type and c.contact_id = s.contact_id
left join conversation_message as m on kind = 'conversation' and c.contact_id = m.conversation_id
where is_human
group by all;

create or replace table hand.contact_any as
select
    started_on as date_day, null::varchar as agent_id, null::varchar as team_id,
    null::varchar as role, channel, kind as contact_type,
    count(*) as all_contacts,
    count(*) filter (not is_human and is_resolved) as self_served_contacts
from contact
where is_contact
group by all;

create or replace temp table response_baseline as
select c.kind, c.channel, d.season, cast(t.baseline * 1000000 as bigint) as baseline
from (select distinct kind, channel from contact) as c
cross join (select distinct season from day) as d
inner join catalogue.indicator_targets as t
    on coalesce(t.contact_type, c.kind) = c.kind and coalesce(t.channel, c.channel) = c.channel
    and coalesce(t.season, d.season) = d.season
where t.indicator = 'first_response_time' and t.industry is null
qualify row_number() over (partition by c.kind, c.channel, d.season order by precedence desc) = 1;

create or replace table hand.first_response as
select
    started_on as date_day, response_agent_id as agent_id,
    coalesce(a.team_id, case when response_agent_id is not null then 'unknown' end) as team_id,
    coalesce(a.role, case when response_agent_id is not null then 'unknown' end) as role,
    c.channel, c.kind as contact_type,
    hand.seconds(sum(response_time)) as first_response_seconds,
    count(response_time) as first_responses,
    count(*) filter (first_response_at is not null
        or hand.microseconds(started_at, as_of) >= baseline) as due_first_responses,
    count(*) filter (response_time <= baseline) as attained_first_responses,
    count(*) filter (c.channel = 'social') as social_contacts,
    count(*) filter (c.channel = 'social' and response_time <= 900000000) as social_contacts_in_time,
    count(*) filter (c.kind = 'conversation' and intent = 'order_urge') as order_urge_conversations,
    count(*) filter (c.kind = 'conversation' and intent = 'order_urge'
        and response_time <= 600000000) as order_urge_conversations_in_time,
    hand.seconds(sum(open_time)) as business_first_response_seconds,
    count(open_time) as business_first_responses
from contact as c
cross join as_of
left join agent as a
    on response_agent_id = a.agent_id and started_on >= valid_from and started_on < valid_to
inner join day on started_on = date_day
left join response_baseline as b
    on c.kind = b.kind and c.channel = b.channel and day.season = b.season
left join business_time as o
    on c.kind = 'ticket' and c.contact_id = o.contact_id and o.span = 'response'
where is_contact and is_human
group by all;

create or replace table hand.call_offered as
select
    started_on as date_day, null::varchar as agent_id,
    coalesce(q.team_id, a.team_id, case when c.agent_id is not null then 'unknown' end) as team_id,
    null::varchar as role, channel, kind as contact_type,
    count(*) as offered_calls,
    count(first_response_at) as answered_calls,
    count(*) filter (response_time <= 20000000) as calls_answered_in_time,
    count(*) - count(first_response_at) as abandoned_calls
from contact as c
left join catalogue.queue_teams as q on c.queue = q.queue
left join agent as a
    on c.agent_id = a.agent_id and started_on >= valid_from and started_on < valid_to
where kind = 'call'
group by all;

create or replace table hand.reply as
select
    hand.local_date(replied_at) as date_day, t.agent_id,
    coalesce(a.team_id, case when t.agent_id is not null then 'unknown' end) as team_id,
    coalesce(a.role, case when t.agent_id is not null then 'unknown' end) as role,
    channel, kind as contact_type,
    hand.seconds(sum(hand.microseconds(asked_at, replied_at))) as reply_seconds,
    count(*) as replies
from talk as t
inner join contact as c
    on t.conversation_id = c.contact_id and c.kind = 'conversation' and c.is_contact and c.is_human
left join agent as a
    on t.agent_id = a.agent_id
    and hand.local_date(replied_at) >= valid_from and hand.local_date(replied_at) < valid_to
where t.sender = 'agent'
group by all;

----------------------------------------------------------------------------- outcomes

create or replace temp table ended as
select
    c.kind, c.contact_id, c.agent_id, c.first_agent_id, c.channel, c.started_at, c.ended_at,
    c.ended_on, c.is_resolved, c.is_transferred, c.issue_key, c.purpose, c.first_response_at,
    len(c.order_ids) - len(replace(c.order_ids, '|', '')) >= 1 as has_orders,
    coalesce(c.is_resolved, false)
    and coalesce(f.contact_at > c.ended_at + interval 72 hour, true) as is_effective,
    coalesce(f.ticket_at <= c.ended_at + interval 7 day, false) as is_repeated_7d,
    coalesce(f.ticket_at <= c.ended_at + interval 30 day, false) as is_repeated_30d,
    coalesce(f.presales_at <= c.ended_at + interval 72 hour, false) as is_asked_again,
    s.is_confirmed
from contact as c
left join follow_up as f on c.kind = f.kind and c.contact_id = f.contact_id
left join (
    select contact_type, contact_id, bool_or(resolved_confirmed) as is_confirmed
    from landing.surveys where resolved_confirmed is not null group by all
) as s on c.kind = s.contact_type and c.contact_id = s.contact_id
where c.is_contact and c.is_human and c.ended_at is not null;

create or replace temp table ticket as
select
    t.*, e.ended_at, e.ended_on, coalesce(e.is_resolved, false) as is_resolved, e.is_confirmed,
    e.is_repeated_7d, e.is_repeated_30d,
    coalesce(e.is_resolved, false) and escalated_at is null and coalesce(reopened_count, 0) = 0
    and not coalesce(transferred, false) and coalesce(agent_reply_count, 1) <= 1 as is_first_resolved,
    coalesce(q.classification_correct, initial_category = final_category) as is_classified_rightly,
    o.open_time,
    cast(product_category is not null as integer) + cast(t.issue_key is not null as integer)
    + cast(description is not null as integer) + cast(solution is not null as integer) as filled
from (
    select * replace (coalesce(first_agent_id, agent_id) as first_agent_id)
    from landing.tickets
    where status not in ('spam', 'merged', 'deleted') and coalesce(handled_by, 'agent') = 'agent'
) as t
left join ended as e on e.kind = 'ticket' and t.ticket_id = e.contact_id
left join (
    select contact_id, max_by(classification_correct, (checked_at, check_id)) as classification_correct
    from landing.quality_checks
    where contact_type = 'ticket' and classification_correct is not null
    group by contact_id
) as q on t.ticket_id = q.contact_id
left join business_time as o on t.ticket_id = o.contact_id and o.span = 'handling';

-- What counts at the end for the agent of the row.
create or replace table hand.ended_contact as
select
    ended_on as date_day, e.agent_id,
    coalesce(a.team_id, case when e.agent_id is not null then 'unknown' end) as team_id,
    coalesce(a.role, case when e.agent_id is not null then 'unknown' end) as role,
    channel, kind as contact_type,
    count(*) filter (kind = 'conversation') as ended_conversations,
    count(*) filter (kind = 'conversation' and is_effective) as effective_conversations,
    count(is_confirmed) filter (kind = 'conversation') as asked_conversations,
    count(*) filter (kind = 'conversation' and is_effective and is_confirmed)
    as confirmed_conversations,
    count(*) filter (kind = 'conversation' and has_orders) as multi_order_conversations,
    count(*) filter (kind = 'conversation' and has_orders and is_resolved)
    as resolved_multi_order_conversations,
    count(*) filter (kind = 'conversation' and purpose = 'presales' and issue_key is not null)
    as presales_issue_conversations,
    count(*) filter (kind = 'conversation' and purpose = 'presales' and issue_key is not null
        and is_asked_again) as repeated_presales_conversations,
    count(*) filter (kind = 'call' and first_response_at is not null and is_resolved is not null)
    as judged_calls,
    count(*) filter (kind = 'call' and first_response_at is not null and is_effective
        and not is_transferred) as first_resolved_calls
from ended as e
left join agent as a
    on e.agent_id = a.agent_id and ended_on >= valid_from and ended_on < valid_to
where kind <> 'ticket'
group by all;

create or replace table hand.ended_ticket as
select
    ended_on as date_day, t.agent_id,
    coalesce(a.team_id, case when t.agent_id is not null then 'unknown' end) as team_id,
    coalesce(a.role, case when t.agent_id is not null then 'unknown' end) as role,
    channel, 'ticket' as contact_type,
    hand.seconds(sum(hand.microseconds(created_at, ended_at))) as handle_seconds,
    hand.seconds(sum(open_time)) as business_handle_seconds,
    count(*) as handled_tickets,
    count(*) filter (is_resolved) as resolved_tickets,
    count(*) filter (is_resolved and kb_article_id is not null) as article_tickets,
    count(*) filter (is_resolved and issue_key is not null) as issue_tickets,
    count(*) filter (is_resolved and issue_key is not null and is_repeated_7d)
    as repeated_tickets_short,
    sum(filled) filter (is_resolved) as filled_fields,
    4 * count(*) filter (is_resolved) as required_fields
from ticket as t
left join agent as a
    on t.agent_id = a.agent_id and ended_on >= valid_from and ended_on < valid_to
where ended_at is not null
group by all;

create or replace table hand.ended_ticket_of_first as
select
    ended_on as date_day, first_agent_id as agent_id,
    coalesce(a.team_id, case when first_agent_id is not null then 'unknown' end) as team_id,
    coalesce(a.role, case when first_agent_id is not null then 'unknown' end) as role,
    channel, 'ticket' as contact_type,
    count(*) filter (is_resolved) as first_agent_tickets,
    count(*) filter (is_first_resolved) as first_contact_resolved_tickets,
    count(*) filter (is_resolved and escalated_at is null) as frontline_resolved_tickets,
    count(is_confirmed) filter (is_resolved) as asked_tickets,
    count(*) filter (is_first_resolved and is_confirmed) as confirmed_first_resolved_tickets,
    count(is_classified_rightly) as classified_tickets,
    count(*) filter (is_classified_rightly) as rightly_classified_tickets
from ticket as t
left join agent as a
    on first_agent_id = a.agent_id and ended_on >= valid_from and ended_on < valid_to
where ended_at is not null
group by all;

create or replace table hand.ticket_milestone as
with milestones as (
    select
        hand.local_date(resolved_at) as date_day, agent_id, channel,
        hand.microseconds(created_at, resolved_at) as resolution_time,
        1 as resolution_tickets, 0 as escalated_tickets, 0 as timely_escalated_tickets,
        0 as due_tickets, 0 as tickets_within_service_level,
        0 as repeat_due_tickets, 0 as repeated_tickets_long
    from ticket where resolved_at is not null
    union all
    select
        hand.local_date(escalated_at), first_agent_id, channel, 0, 0,
        1, cast(escalated_at <= created_at + interval 4 hour as integer), 0, 0, 0, 0
    from ticket where escalated_at is not null
    union all
    select
        hand.local_date(coalesce(sla_due_at, ended_at)), agent_id, channel, 0, 0, 0, 0,
        1, cast(coalesce(sla_met, coalesce(resolved_at, ended_at) <= sla_due_at, false) as integer),
        0, 0
    from ticket, as_of
    where sla_met is not null
        or (sla_due_at is not null and (ended_at is not null or sla_due_at < as_of))
    union all
    select
        hand.local_date(ended_at + interval 30 day), agent_id, channel, 0, 0, 0, 0, 0, 0,
        1, cast(is_repeated_30d as integer)
    from ticket, as_of
    where is_resolved and issue_key is not null and ended_at + interval 30 day <= as_of
)

select
    date_day, m.agent_id,
    coalesce(a.team_id, case when m.agent_id is not null then 'unknown' end) as team_id,
    coalesce(a.role, case when m.agent_id is not null then 'unknown' end) as role,
    channel, 'ticket' as contact_type,
    hand.seconds(sum(resolution_time)) as resolution_seconds,
    sum(resolution_tickets) as resolution_tickets,
    sum(escalated_tickets) as escalated_tickets,
    sum(timely_escalated_tickets) as timely_escalated_tickets,
    sum(due_tickets) as due_tickets,
    sum(tickets_within_service_level) as tickets_within_service_level,
    sum(repeat_due_tickets) as repeat_due_tickets,
    sum(repeated_tickets_long) as repeated_tickets_long
from milestones as m
left join agent as a
    on m.agent_id = a.agent_id and date_day >= valid_from and date_day < valid_to
where date_day is not null
group by all;

----------------------------------------------------------------------------- states and days

create or replace table hand.agent_state as
with states as (
    select
        *,
        hand.local_date(started_at) as first_day,
        hand.local_date(ended_at) as last_day
    from landing.agent_states
),

pieces as (
    select agent_id, state, first_day as date_day, hand.microseconds(started_at, ended_at) as time
    from states where first_day = last_day and ended_at > started_at
    union all
    select
        agent_id, state, date_day,
        hand.microseconds(
            greatest(started_at, timezone('UTC', timezone('Asia/Shanghai', cast(date_day as timestamp)))),
            least(ended_at, timezone('UTC', timezone('Asia/Shanghai', date_day + interval 1 day)))
        ) as time
    from states inner join day on date_day between first_day and last_day
    where first_day < last_day
)

select
    date_day, p.agent_id,
    coalesce(a.team_id, 'unknown') as team_id, coalesce(a.role, 'unknown') as role,
    null::varchar as channel, null::varchar as contact_type,
    hand.seconds(sum(time) filter (
        state in ('talking', 'holding', 'wrap_up', 'chatting', 'ticket_work'))) as occupied_seconds,
    hand.seconds(sum(time) filter (
        state in ('talking', 'holding', 'wrap_up', 'chatting', 'ticket_work', 'available')))
    as ready_seconds,
    hand.seconds(sum(time) filter (state = 'break')) as break_seconds,
    hand.seconds(sum(time) filter (state <> 'offline')) as online_seconds
from pieces as p
left join agent as a
    on p.agent_id = a.agent_id and date_day >= valid_from and date_day < valid_to
where time > 0
group by all;

create or replace table hand.agent_day as
with served as (
    select agent_id, started_on, count(distinct order_id) as served_orders
    from (
        select agent_id, started_on, trim(unnest(string_split(order_ids, '|'))) as order_id
        from contact
        where is_contact and is_human and agent_id is not null and order_ids is not null
    )
    where order_id <> ''
    group by all
),

busy as (
    select
        agent_id, started_on, started_at, ended_at,
        max(ended_at) over (
            partition by agent_id, started_on order by started_at, ended_at, contact_id
            rows between unbounded preceding and 1 preceding
        ) as busy_until
    from contact
    where is_contact and is_human and agent_id is not null
        and kind = 'conversation' and ended_at is not null
),

talked as (
    select
        agent_id, started_on,
        sum(hand.microseconds(started_at, ended_at)) as time,
        sum(greatest(0, hand.microseconds(greatest(started_at, busy_until), ended_at))) as union_time
    from busy
    group by all
),

days as (
    select agent_id, started_on, bool_or(kind = 'conversation') as has_conversation
    from contact
    where is_contact and is_human and agent_id is not null
    group by all
)

select
    d.started_on as date_day, d.agent_id,
    coalesce(a.team_id, 'unknown') as team_id, coalesce(a.role, 'unknown') as role,
    null::varchar as channel, null::varchar as contact_type,
    1 as contact_days,
    cast(has_conversation as integer) as conversation_days,
    served_orders,
    case when union_time > 0 then hand.seconds(time) end as conversation_seconds,
    case when union_time > 0 then hand.seconds(union_time) end as conversation_union_seconds
from days as d
left join served as s on d.agent_id = s.agent_id and d.started_on = s.started_on
left join talked as t on d.agent_id = t.agent_id and d.started_on = t.started_on
left join agent as a
    on d.agent_id = a.agent_id and d.started_on >= valid_from and d.started_on < valid_to;

----------------------------------------------------------------------------- voices of customers

create or replace temp table survey as
select
    s.*, coalesce(s.agent_id, c.agent_id, p.agent_id, r.agent_id) as owner,
    c.channel,
    case when s.contact_type in ('ticket', 'conversation', 'call') then s.contact_type end as kind
from landing.surveys as s
left join contact as c on s.contact_type = c.kind and s.contact_id = c.contact_id
left join landing.complaints as p
    on s.contact_type = 'complaint' and s.contact_id = p.complaint_id
left join landing.returns as r on s.contact_type = 'return' and s.contact_id = r.return_id;

create or replace table hand.survey_outcome as
with milestones as (
    select hand.local_date(responded_at) as date_day, true as is_answer, * from survey
    where responded_at is not null
    union all
    select hand.local_date(sent_at), false, * from survey where sent_at is not null
)

select
    date_day, owner as agent_id,
    coalesce(a.team_id, case when owner is not null then 'unknown' end) as team_id,
    coalesce(a.role, case when owner is not null then 'unknown' end) as role,
    channel, kind as contact_type,
    sum(csat) filter (is_answer) as csat_points,
    count(csat) filter (is_answer) as csat_surveys,
    count(*) filter (is_answer and csat >= 4) as satisfied_surveys,
    count(csat) filter (is_answer and stage = 'post_complaint') as complaint_csat_surveys,
    count(*) filter (is_answer and csat >= 4 and stage = 'post_complaint')
    as complaint_satisfied_surveys,
    count(*) filter (is_answer and nps >= 9) - count(*) filter (is_answer and nps <= 6)
    as promoter_balance,
    count(nps) filter (is_answer) as nps_surveys,
    sum(attitude) filter (is_answer) as attitude_points,
    count(attitude) filter (is_answer) as attitude_ratings,
    sum(cast(coalesce((ease + refund_timeliness) * 0.5, ease, refund_timeliness) as decimal(18, 6)))
        filter (is_answer and stage = 'return') as return_points,
    count(coalesce(ease, refund_timeliness)) filter (is_answer and stage = 'return')
    as return_surveys,
    count(*) filter (is_answer and csat <= 2 and (followed_up_at is not null
        or responded_at + interval 24 hour < as_of)) as negative_surveys,
    count(*) filter (is_answer and csat <= 2 and followed_up_at <= responded_at + interval 24 hour)
    as followed_up_surveys,
    count(*) filter (not is_answer) as sent_surveys,
    count(responded_at) filter (not is_answer) as returned_surveys
from milestones as m
cross join as_of
left join agent as a on owner = a.agent_id and date_day >= valid_from and date_day < valid_to
group by all;

create or replace table hand.complaint_outcome as
with next_complaint as (
    select
        *,
        case when issue_key is not null then min(opened_at) over (
            partition by customer_id, issue_key order by opened_at
            range between interval 1 microsecond following and unbounded following
        ) end as next_at
    from landing.complaints
),

milestones as (
    select 'against' as milestone, coalesce(against_agent_id, agent_id) as owner,
        hand.local_date(opened_at) as date_day, *
    from next_complaint
    union all
    select 'opened', agent_id, hand.local_date(opened_at), * from next_complaint
    union all
    select 'with_order', null, hand.local_date(opened_at), *
    from next_complaint where order_id is not null
    union all
    select 'repeat', agent_id, hand.local_date(opened_at + interval 30 day), c.*
    from next_complaint as c, as_of
    where issue_key is not null and opened_at + interval 30 day <= as_of
)

select
    date_day, owner as agent_id,
    coalesce(a.team_id, case when owner is not null then 'unknown' end) as team_id,
    coalesce(a.role, case when owner is not null then 'unknown' end) as role,
    null::varchar as channel, null::varchar as contact_type,
    count(*) filter (milestone = 'against' and coalesce(cause, 'service') = 'service')
    as service_complaints,
    count(*) filter (milestone = 'opened') as complaints,
    count(*) filter (milestone = 'opened' and escalated_to <> 'none') as escalated_complaints,
    count(*) filter (milestone = 'opened'
        and (closed_at is not null or opened_at + interval 72 hour < as_of))
    as closure_due_complaints,
    count(*) filter (milestone = 'opened' and closed_at <= opened_at + interval 72 hour)
    as complaints_closed_in_time,
    count(*) filter (milestone = 'opened' and is_public_crisis) as public_crises,
    count(*) filter (milestone = 'opened' and is_public_crisis and crisis_defused)
    as defused_crises,
    count(*) filter (milestone = 'opened' and cause = 'language_culture'
        and (closed_at is not null or escalated_to <> 'none')) as culture_complaints,
    count(*) filter (milestone = 'opened' and cause = 'language_culture'
        and closed_at is not null and coalesce(escalated_to, 'none') = 'none')
    as resolved_culture_complaints,
    count(*) filter (milestone = 'with_order') as order_complaints,
    count(*) filter (milestone = 'repeat') as repeat_due_complaints,
    count(*) filter (milestone = 'repeat' and next_at <= opened_at + interval 30 day)
    as repeated_complaints
from milestones as m
cross join as_of
left join agent as a on owner = a.agent_id and date_day >= valid_from and date_day < valid_to
group by all;

create or replace table hand.quality_judgment as
select
    hand.local_date(checked_at) as date_day, q.agent_id,
    coalesce(a.team_id, 'unknown') as team_id, coalesce(a.role, 'unknown') as role, c.channel,
    case when contact_type in ('ticket', 'conversation', 'call') then contact_type end as contact_type,
    count(script_compliant) as script_judgments,
    count(*) filter (script_compliant) as compliant_scripts,
    count(process_compliant) as process_judgments,
    count(*) filter (process_compliant) as compliant_processes,
    count(record_matches_customer) as record_judgments,
    count(*) filter (record_matches_customer) as authentic_records,
    sum(attitude) as attitude_points,
    count(attitude) as attitude_ratings
from landing.quality_checks as q
left join contact as c on q.contact_type = c.kind and q.contact_id = c.contact_id
left join agent as a
    on q.agent_id = a.agent_id
    and hand.local_date(checked_at) >= valid_from and hand.local_date(checked_at) < valid_to
group by all;

create or replace table hand.return_request as
with late as (
    select
        *,
        requested_at + case when is_remote then interval 72 hour else interval 48 hour end as ship_by
    from landing.returns
)

select
    hand.local_date(requested_at) as date_day, r.agent_id,
    coalesce(a.team_id, case when r.agent_id is not null then 'unknown' end) as team_id,
    coalesce(a.role, case when r.agent_id is not null then 'unknown' end) as role,
    null::varchar as channel, null::varchar as contact_type,
    count(*) filter (kind = 'return'
        and (reviewed_at is not null or requested_at + interval 24 hour < as_of)) as due_reviews,
    count(*) filter (kind = 'return' and reviewed_at <= requested_at + interval 24 hour)
    as reviews_in_time,
    count(*) filter (kind = 'exchange' and (shipped_at is not null or ship_by < as_of))
    as due_shipments,
    count(*) filter (kind = 'exchange' and shipped_at <= ship_by) as shipments_in_time
from late as r
cross join as_of
left join agent as a
    on r.agent_id = a.agent_id
    and hand.local_date(requested_at) >= valid_from and hand.local_date(requested_at) < valid_to
group by all;

----------------------------------------------------------------------------- sales

create or replace temp table presales as
select contact_id, customer_id, agent_id, channel, started_at, started_on, is_new_product
from contact
where kind = 'conversation' and purpose = 'presales' and is_contact and is_human;

create or replace table hand.order_placed as
with moments as (
    select customer_id, placed_at as moment, 0 as is_start, placed_at, amount, status,
        null::timestamp as started_at, null as inquiry
    from landing.orders
    union all
    select customer_id, started_at, 1, null, null, null, started_at, {'id': agent_id}
    from (
        select customer_id, started_at, arg_max_null(agent_id, contact_id) as agent_id
        from presales group by all
    )
),

preceded as (
    select
        placed_at, amount, status, is_start,
        last_value(started_at ignore nulls) over earlier as inquired_at,
        last_value(inquiry ignore nulls) over earlier as inquiry
    from moments
    window earlier as (
        partition by customer_id order by moment, is_start
        rows between unbounded preceding and 1 preceding
    )
),

assisted as (
    select
        hand.local_date(placed_at) as date_day, amount, inquiry.id as agent_id,
        coalesce(placed_at <= inquired_at + interval 24 hour, false) as is_assisted
    from preceded
    where is_start = 0 and status is distinct from 'cancelled'
)

select
    date_day, o.agent_id,
    coalesce(a.team_id, case when o.agent_id is not null then 'unknown' end) as team_id,
    coalesce(a.role, case when o.agent_id is not null then 'unknown' end) as role,
    null::varchar as channel, null::varchar as contact_type,
    count(*) as placed_orders,
    sum(amount) filter (is_assisted) as assisted_amount,
    count(*) filter (is_assisted) as assisted_orders,
    sum(amount) filter (not is_assisted) as other_amount,
    count(*) filter (not is_assisted) as other_orders
from (select * replace (case when is_assisted then agent_id end as agent_id) from assisted) as o
left join agent as a
    on o.agent_id = a.agent_id and date_day >= valid_from and date_day < valid_to
group by all;

create or replace table hand.inquiry as
with moments as (
    select customer_id, started_at as moment, 1 as is_probe, null::timestamp as placed_at,
        null::timestamp as new_placed_at, contact_id, agent_id, channel, started_on, started_at,
        is_new_product
    from presales
    union all
    select customer_id, placed_at, 0, placed_at, case when is_new_product then placed_at end,
        null, null, null, null, null, null
    from landing.orders where status is distinct from 'cancelled'
),

followed as (
    select
        *,
        coalesce(first_value(placed_at ignore nulls) over later <= started_at + interval 24 hour, false)
        as is_bought,
        coalesce(first_value(new_placed_at ignore nulls) over later <= started_at + interval 24 hour,
            false) as is_new_bought
    from moments
    window later as (
        partition by customer_id order by moment, is_probe
        rows between 1 following and unbounded following
    )
),

pairs as (
    select
        customer_id, started_on,
        max((started_at, contact_id, agent_id, channel)) as last_inquiry,
        bool_or(is_bought) as is_bought,
        max((started_at, contact_id, agent_id, channel)) filter (is_new_product) as last_new_inquiry,
        bool_or(is_new_bought) filter (is_new_product) as is_new_bought
    from followed
    where is_probe = 1
    group by all
),

events as (
    select started_on as date_day, last_inquiry[1] as inquired_at, last_inquiry[3] as agent_id,
        last_inquiry[4] as channel, 1 as inquiries, cast(is_bought as integer) as converted,
        0 as new_inquiries, 0 as new_converted
    from pairs
    union all
    select started_on, last_new_inquiry[1], last_new_inquiry[3], last_new_inquiry[4], 0, 0,
        1, cast(is_new_bought as integer)
    from pairs where last_new_inquiry is not null
)

select
    date_day, e.agent_id,
    coalesce(a.team_id, case when e.agent_id is not null then 'unknown' end) as team_id,
    coalesce(a.role, case when e.agent_id is not null then 'unknown' end) as role,
    channel, 'conversation' as contact_type,
    sum(inquiries) as inquiries,
    sum(converted) as converted_inquiries,
    sum(new_inquiries) as new_product_inquiries,
    sum(new_converted) as converted_new_product_inquiries
from events as e
cross join as_of
left join agent as a
    on e.agent_id = a.agent_id and date_day >= valid_from and date_day < valid_to
where inquired_at + interval 24 hour <= as_of
group by all;

create or replace table hand.repurchase as
with last_contact as (
    select
        customer_id,
        max((started_at, contact_id, kind, agent_id, channel)) as contact
    from contact
    where is_contact and is_human and customer_id is not null
    group by customer_id, date_trunc('month', started_on)
),

moments as (
    select customer_id, contact[1] as moment, 1 as is_probe, null::timestamp as placed_at, contact
    from last_contact, as_of
    where contact[1] + interval 30 day <= as_of
    union all
    select customer_id, placed_at, 0, placed_at, null
    from landing.orders where status is distinct from 'cancelled'
),

followed as (
    select
        is_probe, moment, contact,
        first_value(placed_at ignore nulls) over (
            partition by customer_id order by moment, is_probe
            rows between 1 following and unbounded following
        ) as next_at
    from moments
),

events as (
    select
        hand.local_date(moment + interval 30 day) as date_day, contact[4] as agent_id,
        contact[5] as channel, contact[3] as contact_type,
        cast(coalesce(next_at <= moment + interval 30 day, false) as integer) as is_repurchased
    from followed
    where is_probe = 1
)

select
    date_day, e.agent_id,
    coalesce(a.team_id, case when e.agent_id is not null then 'unknown' end) as team_id,
    coalesce(a.role, case when e.agent_id is not null then 'unknown' end) as role,
    channel, contact_type,
    count(*) as served_customers,
    sum(is_repurchased) as repurchasing_customers
from events as e
left join agent as a
    on e.agent_id = a.agent_id and date_day >= valid_from and date_day < valid_to
group by all;

----------------------------------------------------------------------------- the rest

create or replace table hand.field_service as
select
    hand.local_date(served_at) as date_day, f.agent_id,
    coalesce(a.team_id, case when f.agent_id is not null then 'unknown' end) as team_id,
    coalesce(a.role, case when f.agent_id is not null then 'unknown' end) as role,
    null::varchar as channel, null::varchar as contact_type,
    sum(parts_wasted) as parts_wasted,
    sum(parts_used) as parts_used,
    sum(carbon_kg) as carbon_kg,
    count(carbon_kg) as visits_with_carbon
from landing.field_services as f
left join agent as a
    on f.agent_id = a.agent_id
    and hand.local_date(served_at) >= valid_from and hand.local_date(served_at) < valid_to
group by all;

create or replace table hand.service_cost as
with costs as (
    select cast(month || '-01' as date) as date_day, team_id, amount from landing.service_costs
),

contacts as (
    select cast(date_trunc('month', date_day) as date) as date_day, team_id, sum(contacts) as contacts
    from hand.contact_start group by all
)

select date_day, null::varchar as agent_id, team_id, null::varchar as role,
    null::varchar as channel, null::varchar as contact_type,
    sum(amount) as cost_amount, null as cost_contacts
from costs group by all
union all
select c.date_day, null, t.team_id, null, null, null, null, contacts
from contacts as c
left join (select distinct date_day, team_id from costs) as t
    on c.date_day = t.date_day and c.team_id = t.team_id
where c.date_day in (select date_day from costs) and contacts > 0;

create or replace table hand.growth as
with months as (
    select distinct
        date_trunc('month', date_day) as month,
        cast(date_trunc('month', date_day) + interval 1 month - interval 1 day as date) as last_day
    from day
),

placed as (
    select
        month, last_day, agent_id, team_id, role,
        date_trunc('month', oldest_date) <= month and month <= as_of_date
        and coalesce(hired_on <= last_day, true) and coalesce(left_on >= month, true) as is_in_service
    from months, as_of, agent
    qualify row_number() over (
        partition by month, agent_id
        order by valid_from > last_day, case when valid_from <= last_day then -place else place end
    ) = 1
),

events as (
    select last_day as date_day, p.agent_id, 1 as agent_months,
        cast(exists (
            select 1 from landing.certifications as c
            where c.agent_id = p.agent_id and granted_on <= last_day
                and coalesce(expires_on >= last_day, true)
        ) as integer) as certified_agent_months,
        0 as knowledge_updates, 0 as cited_cases, 0 as adopted_suggestions,
        0 as scheduled_trainings, 0 as attended_trainings, 0 as passed_trainings,
        0 as attended_product_trainings, 0 as passed_product_trainings,
        0 as satisfaction_ratings, 0 as satisfied_ratings, 0 as timeliness_ratings,
        0 as timely_ratings, 0 as accuracy_ratings, 0 as accurate_ratings
    from placed as p where is_in_service
    union all
    select hand.local_date(created_at), agent_id, 0, 0,
        cast(kind = 'kb_update' as integer),
        cast(kind = 'case_share' and coalesce(citations, 0) >= 1 as integer),
        cast(kind = 'suggestion' and coalesce(adopted, false) as integer),
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    from landing.knowledge_contributions
    union all
    select scheduled_on, agent_id, 0, 0, 0, 0, 0, 1,
        cast(coalesce(attended, false) as integer),
        cast(coalesce(attended, false) and coalesce(passed, false) as integer),
        cast(kind = 'product_knowledge' and coalesce(attended, false) as integer),
        cast(kind = 'product_knowledge' and coalesce(attended, false)
            and coalesce(passed, false) as integer),
        0, 0, 0, 0, 0, 0
    from landing.training_results
    union all
    select hand.local_date(rated_at), agent_id, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        cast(satisfaction is not null as integer),
        cast(coalesce(satisfaction >= 4, false) as integer),
        cast(responded_in_time is not null as integer),
        cast(coalesce(responded_in_time, false) as integer),
        cast(information_accurate is not null as integer),
        cast(coalesce(information_accurate, false) as integer)
    from landing.collaboration_ratings
)

select
    e.date_day, e.agent_id,
    coalesce(p.team_id, 'unknown') as team_id, coalesce(p.role, 'unknown') as role,
    null::varchar as channel, null::varchar as contact_type,
    e.* exclude (date_day, agent_id)
from (
    select date_day, agent_id, sum(columns(* exclude (date_day, agent_id))) as '\0'
    from events
    group by date_day, agent_id
) as e
left join placed as p
    on e.agent_id = p.agent_id and date_trunc('month', e.date_day) = p.month;

----------------------------------------------------------------------------- roll-up

create or replace macro hand.rolled(family) as table
with by_entity as (
    select
        case
            when grouping(role) = 0 then 'role'
            when grouping(team_id) = 0 then 'team'
            when grouping(agent_id) = 0 then 'agent'
            when grouping(channel) = 0 then 'channel'
            when grouping(contact_type) = 0 then 'contact_type'
            else 'company'
        end as entity_type,
        case
            when grouping(role) = 0 then role
            when grouping(team_id) = 0 then team_id
            when grouping(agent_id) = 0 then agent_id
            when grouping(channel) = 0 then channel
            when grouping(contact_type) = 0 then contact_type
            else 'company'
        end as entity_id,
        date_day,
        sum(columns(* exclude (date_day, agent_id, team_id, role, channel, contact_type))) as '\0'
    from query_table(family)
    where date_day is not null
    group by grouping sets (
        (date_day), (date_day, role), (date_day, team_id), (date_day, agent_id),
        (date_day, channel), (date_day, contact_type)
    )
),

named as (
    select * from by_entity where entity_id is not null
)

select entity_type, entity_id, 'day' as period, date_day as period_start,
    columns(* exclude (entity_type, entity_id, date_day)) as '\0'
from named
where date_day <= (select as_of_date from as_of)
union all
select entity_type, entity_id, period, period_start,
    sum(columns(named.* exclude (entity_type, entity_id, date_day))) as '\0'
from named
inner join period_of_day on named.date_day = period_of_day.date_day
group by entity_type, entity_id, period, period_start;

create or replace temp table rolled_contact_start as from hand.rolled('hand.contact_start');
create or replace temp table rolled_contact_any as from hand.rolled('hand.contact_any');
create or replace temp table rolled_first_response as from hand.rolled('hand.first_response');
create or replace temp table rolled_call_offered as from hand.rolled('hand.call_offered');
create or replace temp table rolled_reply as from hand.rolled('hand.reply');
create or replace temp table rolled_ended_contact as from hand.rolled('hand.ended_contact');
create or replace temp table rolled_ended_ticket as from hand.rolled('hand.ended_ticket');
create or replace temp table rolled_ended_ticket_of_first as from hand.rolled('hand.ended_ticket_of_first');
create or replace temp table rolled_ticket_milestone as from hand.rolled('hand.ticket_milestone');
create or replace temp table rolled_agent_state as from hand.rolled('hand.agent_state');
create or replace temp table rolled_agent_day as from hand.rolled('hand.agent_day');
create or replace temp table rolled_survey_outcome as from hand.rolled('hand.survey_outcome');
create or replace temp table rolled_complaint_outcome as from hand.rolled('hand.complaint_outcome');
create or replace temp table rolled_quality_judgment as from hand.rolled('hand.quality_judgment');
create or replace temp table rolled_return_request as from hand.rolled('hand.return_request');
create or replace temp table rolled_order_placed as from hand.rolled('hand.order_placed');
create or replace temp table rolled_inquiry as from hand.rolled('hand.inquiry');
create or replace temp table rolled_repurchase as from hand.rolled('hand.repurchase');
create or replace temp table rolled_field_service as from hand.rolled('hand.field_service');
create or replace temp table rolled_service_cost as from hand.rolled('hand.service_cost');
create or replace temp table rolled_growth as from hand.rolled('hand.growth');

----------------------------------------------------------------------------- indicators

create or replace table hand.indicator_value as
with parts as (
    select 'first_response_time' as indicator, entity_type, entity_id, period, period_start,
        cast(first_response_seconds as decimal(38, 6)) as numerator,
        cast(first_responses as decimal(38, 6)) as denominator
    from rolled_first_response
    union all
    select 'first_response_attainment', entity_type, entity_id, period, period_start,
        cast(attained_first_responses as decimal(38, 6)),
        cast(due_first_responses as decimal(38, 6))
    from rolled_first_response
    union all
    select 'first_response_time_business', entity_type, entity_id, period, period_start,
        cast(business_first_response_seconds as decimal(38, 6)),
        cast(business_first_responses as decimal(38, 6))
    from rolled_first_response
    union all
    select 'average_response_time', entity_type, entity_id, period, period_start,
        cast(reply_seconds as decimal(38, 6)),
        cast(replies as decimal(38, 6))
    from rolled_reply
    union all
    select 'response_within_15min_rate', entity_type, entity_id, period, period_start,
        cast(social_contacts_in_time as decimal(38, 6)),
        cast(social_contacts as decimal(38, 6))
    from rolled_first_response
    union all
    select 'call_connect_rate', entity_type, entity_id, period, period_start,
        cast(answered_calls as decimal(38, 6)),
        cast(offered_calls as decimal(38, 6))
    from rolled_call_offered
    union all
    select 'service_level_20s', entity_type, entity_id, period, period_start,
        cast(calls_answered_in_time as decimal(38, 6)),
        cast(offered_calls as decimal(38, 6))
    from rolled_call_offered
    union all
    select 'abandonment_rate', entity_type, entity_id, period, period_start,
        cast(abandoned_calls as decimal(38, 6)),
        cast(offered_calls as decimal(38, 6))
    from rolled_call_offered
    union all
    select 'order_urge_response_rate', entity_type, entity_id, period, period_start,
        cast(order_urge_conversations_in_time as decimal(38, 6)),
        cast(order_urge_conversations as decimal(38, 6))
    from rolled_first_response
    union all
    select 'sla_attainment_rate', entity_type, entity_id, period, period_start,
        cast(tickets_within_service_level as decimal(38, 6)),
        cast(due_tickets as decimal(38, 6))
    from rolled_ticket_milestone
    union all
    select 'average_handle_time', entity_type, entity_id, period, period_start,
        cast(handle_seconds as decimal(38, 6)),
        cast(handled_tickets as decimal(38, 6))
    from rolled_ended_ticket
    union all
    select 'resolution_time', entity_type, entity_id, period, period_start,
        cast(resolution_seconds as decimal(38, 6)),
        cast(resolution_tickets as decimal(38, 6))
    from rolled_ticket_milestone
    union all
    select 'average_handle_time_business', entity_type, entity_id, period, period_start,
        cast(business_handle_seconds as decimal(38, 6)),
        cast(handled_tickets as decimal(38, 6))
    from rolled_ended_ticket
    union all
    select 'average_talk_time', entity_type, entity_id, period, period_start,
        cast(talk_seconds as decimal(38, 6)),
        cast(talk_calls as decimal(38, 6))
    from rolled_contact_start
    union all
    select 'after_call_work_time', entity_type, entity_id, period, period_start,
        cast(wrap_up_seconds as decimal(38, 6)),
        cast(wrap_up_calls as decimal(38, 6))
    from rolled_contact_start
    union all
    select 'hold_share', entity_type, entity_id, period, period_start,
        cast(hold_seconds as decimal(38, 6)),
        cast(talk_and_hold_seconds as decimal(38, 6))
    from rolled_contact_start
    union all
    select 'occupancy_rate', entity_type, entity_id, period, period_start,
        cast(occupied_seconds as decimal(38, 6)),
        cast(ready_seconds as decimal(38, 6))
    from rolled_agent_state
    where entity_type in ('company', 'role', 'team', 'agent')
    union all
    select 'break_share', entity_type, entity_id, period, period_start,
        cast(break_seconds as decimal(38, 6)),
        cast(online_seconds as decimal(38, 6))
    from rolled_agent_state
    where entity_type in ('company', 'role', 'team', 'agent')
    union all
    select 'transfer_rate', entity_type, entity_id, period, period_start,
        cast(transferred_contacts as decimal(38, 6)),
        cast(contacts as decimal(38, 6))
    from rolled_contact_start
    union all
    select 'escalation_timeliness_rate', entity_type, entity_id, period, period_start,
        cast(timely_escalated_tickets as decimal(38, 6)),
        cast(escalated_tickets as decimal(38, 6))
    from rolled_ticket_milestone
    union all
    select 'concurrent_conversations', entity_type, entity_id, period, period_start,
        cast(conversation_seconds as decimal(38, 6)),
        cast(conversation_union_seconds as decimal(38, 6))
    from rolled_agent_day
    where entity_type in ('company', 'role', 'team', 'agent')
    union all
    select 'contacts_per_agent_day', entity_type, entity_id, period, period_start,
        cast(contacts as decimal(38, 6)),
        cast(null as decimal(38, 6))
    from rolled_contact_start
    where entity_type in ('company', 'role', 'team', 'agent')
    union all
    select 'contacts_per_agent_day', entity_type, entity_id, period, period_start,
        cast(null as decimal(38, 6)),
        cast(contact_days as decimal(38, 6))
    from rolled_agent_day
    where entity_type in ('company', 'role', 'team', 'agent')
    union all
    select 'valid_conversations_per_agent_day', entity_type, entity_id, period, period_start,
        cast(valid_conversations as decimal(38, 6)),
        cast(null as decimal(38, 6))
    from rolled_contact_start
    where entity_type in ('company', 'role', 'team', 'agent')
    union all
    select 'valid_conversations_per_agent_day', entity_type, entity_id, period, period_start,
        cast(null as decimal(38, 6)),
        cast(conversation_days as decimal(38, 6))
    from rolled_agent_day
    where entity_type in ('company', 'role', 'team', 'agent')
    union all
    select 'valid_conversation_rate', entity_type, entity_id, period, period_start,
        cast(valid_conversations as decimal(38, 6)),
        cast(conversations as decimal(38, 6))
    from rolled_contact_start
    union all
    select 'orders_served_per_agent_day', entity_type, entity_id, period, period_start,
        cast(served_orders as decimal(38, 6)),
        cast(contact_days as decimal(38, 6))
    from rolled_agent_day
    where entity_type in ('company', 'role', 'team', 'agent')
    union all
    select 'first_contact_resolution_rate', entity_type, entity_id, period, period_start,
        cast(first_contact_resolved_tickets as decimal(38, 6)),
        cast(first_agent_tickets as decimal(38, 6))
    from rolled_ended_ticket_of_first
    union all
    select 'resolution_rate', entity_type, entity_id, period, period_start,
        cast(effective_conversations as decimal(38, 6)),
        cast(ended_conversations as decimal(38, 6))
    from rolled_ended_contact
    union all
    select 'call_first_resolution_rate', entity_type, entity_id, period, period_start,
        cast(first_resolved_calls as decimal(38, 6)),
        cast(judged_calls as decimal(38, 6))
    from rolled_ended_contact
    union all
    select 'confirmed_first_resolution_rate', entity_type, entity_id, period, period_start,
        cast(confirmed_first_resolved_tickets as decimal(38, 6)),
        cast(asked_tickets as decimal(38, 6))
    from rolled_ended_ticket_of_first
    union all
    select 'confirmed_resolution_rate', entity_type, entity_id, period, period_start,
        cast(confirmed_conversations as decimal(38, 6)),
        cast(asked_conversations as decimal(38, 6))
    from rolled_ended_contact
    union all
    select 'frontline_resolution_rate', entity_type, entity_id, period, period_start,
        cast(frontline_resolved_tickets as decimal(38, 6)),
        cast(first_agent_tickets as decimal(38, 6))
    from rolled_ended_ticket_of_first
    union all
    select 'repeat_contact_rate_7d', entity_type, entity_id, period, period_start,
        cast(repeated_tickets_short as decimal(38, 6)),
        cast(issue_tickets as decimal(38, 6))
    from rolled_ended_ticket
    union all
    select 'repeat_contact_rate_30d', entity_type, entity_id, period, period_start,
        cast(repeated_tickets_long as decimal(38, 6)),
        cast(repeat_due_tickets as decimal(38, 6))
    from rolled_ticket_milestone
    union all
    select 'repeat_inquiry_rate', entity_type, entity_id, period, period_start,
        cast(repeated_presales_conversations as decimal(38, 6)),
        cast(presales_issue_conversations as decimal(38, 6))
    from rolled_ended_contact
    union all
    select 'solution_reuse_rate', entity_type, entity_id, period, period_start,
        cast(article_tickets as decimal(38, 6)),
        cast(resolved_tickets as decimal(38, 6))
    from rolled_ended_ticket
    union all
    select 'classification_accuracy', entity_type, entity_id, period, period_start,
        cast(rightly_classified_tickets as decimal(38, 6)),
        cast(classified_tickets as decimal(38, 6))
    from rolled_ended_ticket_of_first
    union all
    select 'multi_order_resolution_rate', entity_type, entity_id, period, period_start,
        cast(resolved_multi_order_conversations as decimal(38, 6)),
        cast(multi_order_conversations as decimal(38, 6))
    from rolled_ended_contact
    union all
    select 'self_service_rate', entity_type, entity_id, period, period_start,
        cast(self_served_contacts as decimal(38, 6)),
        cast(all_contacts as decimal(38, 6))
    from rolled_contact_any
    union all
    select 'csat_rate', entity_type, entity_id, period, period_start,
        cast(satisfied_surveys as decimal(38, 6)),
        cast(csat_surveys as decimal(38, 6))
    from rolled_survey_outcome
    union all
    select 'csat_score', entity_type, entity_id, period, period_start,
        cast(csat_points as decimal(38, 6)),
        cast(csat_surveys as decimal(38, 6))
    from rolled_survey_outcome
    union all
    select 'nps', entity_type, entity_id, period, period_start,
        cast(promoter_balance as decimal(38, 6)),
        cast(nps_surveys as decimal(38, 6))
    from rolled_survey_outcome
    union all
    select 'service_attitude_score', entity_type, entity_id, period, period_start,
        cast(attitude_points as decimal(38, 6)),
        cast(attitude_ratings as decimal(38, 6))
    from rolled_survey_outcome
    union all
    select 'service_attitude_score', entity_type, entity_id, period, period_start,
        cast(attitude_points as decimal(38, 6)),
        cast(attitude_ratings as decimal(38, 6))
    from rolled_quality_judgment
    union all
    select 'return_satisfaction', entity_type, entity_id, period, period_start,
        cast(return_points as decimal(38, 6)),
        cast(return_surveys as decimal(38, 6))
    from rolled_survey_outcome
    union all
    select 'negative_feedback_24h_rate', entity_type, entity_id, period, period_start,
        cast(followed_up_surveys as decimal(38, 6)),
        cast(negative_surveys as decimal(38, 6))
    from rolled_survey_outcome
    union all
    select 'survey_sent_rate', entity_type, entity_id, period, period_start,
        cast(surveyed_contacts as decimal(38, 6)),
        cast(contacts as decimal(38, 6))
    from rolled_contact_start
    union all
    select 'survey_response_rate', entity_type, entity_id, period, period_start,
        cast(returned_surveys as decimal(38, 6)),
        cast(sent_surveys as decimal(38, 6))
    from rolled_survey_outcome
    union all
    select 'complaint_rate', entity_type, entity_id, period, period_start,
        cast(service_complaints as decimal(38, 6)),
        cast(null as decimal(38, 6))
    from rolled_complaint_outcome
    where entity_type in ('company', 'role', 'team', 'agent')
    union all
    select 'complaint_rate', entity_type, entity_id, period, period_start,
        cast(null as decimal(38, 6)),
        cast(contacts as decimal(38, 6))
    from rolled_contact_start
    where entity_type in ('company', 'role', 'team', 'agent')
    union all
    select 'complaints_per_thousand_orders', entity_type, entity_id, period, period_start,
        cast(order_complaints as decimal(38, 6)),
        cast(null as decimal(38, 6))
    from rolled_complaint_outcome
    where entity_type in ('company')
    union all
    select 'complaints_per_thousand_orders', entity_type, entity_id, period, period_start,
        cast(null as decimal(38, 6)),
        cast(placed_orders as decimal(38, 6))
    from rolled_order_placed
    where entity_type in ('company')
    union all
    select 'complaint_escalation_rate', entity_type, entity_id, period, period_start,
        cast(escalated_complaints as decimal(38, 6)),
        cast(complaints as decimal(38, 6))
    from rolled_complaint_outcome
    where entity_type in ('company', 'role', 'team', 'agent')
    union all
    select 'complaint_closure_72h_rate', entity_type, entity_id, period, period_start,
        cast(complaints_closed_in_time as decimal(38, 6)),
        cast(closure_due_complaints as decimal(38, 6))
    from rolled_complaint_outcome
    where entity_type in ('company', 'role', 'team', 'agent')
    union all
    select 'complaint_satisfaction', entity_type, entity_id, period, period_start,
        cast(complaint_satisfied_surveys as decimal(38, 6)),
        cast(complaint_csat_surveys as decimal(38, 6))
    from rolled_survey_outcome
    union all
    select 'crisis_defusal_rate', entity_type, entity_id, period, period_start,
        cast(defused_crises as decimal(38, 6)),
        cast(public_crises as decimal(38, 6))
    from rolled_complaint_outcome
    where entity_type in ('company', 'role', 'team', 'agent')
    union all
    select 'culture_conflict_resolution_rate', entity_type, entity_id, period, period_start,
        cast(resolved_culture_complaints as decimal(38, 6)),
        cast(culture_complaints as decimal(38, 6))
    from rolled_complaint_outcome
    where entity_type in ('company', 'role', 'team', 'agent')
    union all
    select 'repeat_complaint_rate', entity_type, entity_id, period, period_start,
        cast(repeated_complaints as decimal(38, 6)),
        cast(repeat_due_complaints as decimal(38, 6))
    from rolled_complaint_outcome
    where entity_type in ('company', 'role', 'team', 'agent')
    union all
    select 'script_violation_rate', entity_type, entity_id, period, period_start,
        cast(script_violation_conversations as decimal(38, 6)),
        cast(agent_message_conversations as decimal(38, 6))
    from rolled_contact_start
    union all
    select 'script_compliance_rate', entity_type, entity_id, period, period_start,
        cast(compliant_scripts as decimal(38, 6)),
        cast(script_judgments as decimal(38, 6))
    from rolled_quality_judgment
    union all
    select 'process_compliance_rate', entity_type, entity_id, period, period_start,
        cast(compliant_processes as decimal(38, 6)),
        cast(process_judgments as decimal(38, 6))
    from rolled_quality_judgment
    union all
    select 'ticket_completeness_rate', entity_type, entity_id, period, period_start,
        cast(filled_fields as decimal(38, 6)),
        cast(required_fields as decimal(38, 6))
    from rolled_ended_ticket
    union all
    select 'record_authenticity_rate', entity_type, entity_id, period, period_start,
        cast(authentic_records as decimal(38, 6)),
        cast(record_judgments as decimal(38, 6))
    from rolled_quality_judgment
    union all
    select 'return_review_24h_rate', entity_type, entity_id, period, period_start,
        cast(reviews_in_time as decimal(38, 6)),
        cast(due_reviews as decimal(38, 6))
    from rolled_return_request
    where entity_type in ('company', 'role', 'team', 'agent')
    union all
    select 'exchange_shipped_48h_rate', entity_type, entity_id, period, period_start,
        cast(shipments_in_time as decimal(38, 6)),
        cast(due_shipments as decimal(38, 6))
    from rolled_return_request
    where entity_type in ('company', 'role', 'team', 'agent')
    union all
    select 'inquiry_conversion_rate', entity_type, entity_id, period, period_start,
        cast(converted_inquiries as decimal(38, 6)),
        cast(inquiries as decimal(38, 6))
    from rolled_inquiry
    union all
    select 'new_product_conversion_rate', entity_type, entity_id, period, period_start,
        cast(converted_new_product_inquiries as decimal(38, 6)),
        cast(new_product_inquiries as decimal(38, 6))
    from rolled_inquiry
    union all
    select 'repurchase_rate_30d', entity_type, entity_id, period, period_start,
        cast(repurchasing_customers as decimal(38, 6)),
        cast(served_customers as decimal(38, 6))
    from rolled_repurchase
    where period in ('month', 'quarter')
    union all
    select 'need_discovery_rate', entity_type, entity_id, period, period_start,
        cast(presales_question_conversations as decimal(38, 6)),
        cast(presales_message_conversations as decimal(38, 6))
    from rolled_contact_start
    union all
    select 'parts_waste_rate', entity_type, entity_id, period, period_start,
        cast(parts_wasted as decimal(38, 6)),
        cast(parts_used as decimal(38, 6))
    from rolled_field_service
    where entity_type in ('company', 'role', 'team', 'agent')
    union all
    select 'carbon_per_service', entity_type, entity_id, period, period_start,
        cast(carbon_kg as decimal(38, 6)),
        cast(visits_with_carbon as decimal(38, 6))
    from rolled_field_service
    where entity_type in ('company', 'role', 'team', 'agent')
    union all
    select 'cost_per_contact', entity_type, entity_id, period, period_start,
        cast(cost_amount as decimal(38, 6)),
        cast(cost_contacts as decimal(38, 6))
    from rolled_service_cost
    where entity_type in ('company', 'team') and period in ('month', 'quarter')
    union all
    select 'knowledge_updates', entity_type, entity_id, period, period_start,
        cast(knowledge_updates as decimal(38, 6)),
        cast(agent_months as decimal(38, 6))
    from rolled_growth
    where entity_type in ('company', 'role', 'team', 'agent') and period in ('month', 'quarter')
    union all
    select 'cited_cases', entity_type, entity_id, period, period_start,
        cast(cited_cases as decimal(38, 6)),
        cast(agent_months as decimal(38, 6))
    from rolled_growth
    where entity_type in ('company', 'role', 'team', 'agent') and period in ('month', 'quarter')
    union all
    select 'adopted_suggestions', entity_type, entity_id, period, period_start,
        cast(adopted_suggestions as decimal(38, 6)),
        cast(agent_months as decimal(38, 6))
    from rolled_growth
    where entity_type in ('company', 'role', 'team', 'agent') and period in ('month', 'quarter')
    union all
    select 'training_participation_rate', entity_type, entity_id, period, period_start,
        cast(attended_trainings as decimal(38, 6)),
        cast(scheduled_trainings as decimal(38, 6))
    from rolled_growth
    where entity_type in ('company', 'role', 'team', 'agent') and period in ('month', 'quarter')
    union all
    select 'training_pass_rate', entity_type, entity_id, period, period_start,
        cast(passed_trainings as decimal(38, 6)),
        cast(attended_trainings as decimal(38, 6))
    from rolled_growth
    where entity_type in ('company', 'role', 'team', 'agent') and period in ('month', 'quarter')
    union all
    select 'product_knowledge_pass_rate', entity_type, entity_id, period, period_start,
        cast(passed_product_trainings as decimal(38, 6)),
        cast(attended_product_trainings as decimal(38, 6))
    from rolled_growth
    where entity_type in ('company', 'role', 'team', 'agent') and period in ('month', 'quarter')
    union all
    select 'certification_rate', entity_type, entity_id, period, period_start,
        cast(certified_agent_months as decimal(38, 6)),
        cast(agent_months as decimal(38, 6))
    from rolled_growth
    where entity_type in ('company', 'role', 'team', 'agent') and period in ('month', 'quarter')
    union all
    select 'collaboration_satisfaction', entity_type, entity_id, period, period_start,
        cast(satisfied_ratings as decimal(38, 6)),
        cast(satisfaction_ratings as decimal(38, 6))
    from rolled_growth
    where entity_type in ('company', 'role', 'team', 'agent') and period in ('month', 'quarter')
    union all
    select 'collaboration_timeliness', entity_type, entity_id, period, period_start,
        cast(timely_ratings as decimal(38, 6)),
        cast(timeliness_ratings as decimal(38, 6))
    from rolled_growth
    where entity_type in ('company', 'role', 'team', 'agent') and period in ('month', 'quarter')
    union all
    select 'information_accuracy', entity_type, entity_id, period, period_start,
        cast(accurate_ratings as decimal(38, 6)),
        cast(accuracy_ratings as decimal(38, 6))
    from rolled_growth
    where entity_type in ('company', 'role', 'team', 'agent') and period in ('month', 'quarter')
    union all
    select 'language_match_rate', entity_type, entity_id, period, period_start,
        cast(language_matched_contacts as decimal(38, 6)),
        cast(language_contacts as decimal(38, 6))
    from rolled_contact_start
),

-- An indicator of two families comes in two parts.
sums as (
    select * from parts
    where indicator not in (
        'contacts_per_agent_day', 'valid_conversations_per_agent_day', 'service_attitude_score',
        'complaint_rate', 'complaints_per_thousand_orders'
    )
    union all
    select
        indicator, entity_type, entity_id, period, period_start,
        cast(sum(numerator) as decimal(38, 6)), cast(sum(denominator) as decimal(38, 6))
    from parts
    where indicator in (
        'contacts_per_agent_day', 'valid_conversations_per_agent_day', 'service_attitude_score',
        'complaint_rate', 'complaints_per_thousand_orders'
    )
    group by all
)

select
    sums.entity_type, sums.entity_id, sums.period, sums.period_start, sums.indicator,
    coalesce(numerator, 0) as numerator,
    coalesce(denominator, 0) as denominator,
    cast(numerator as double) / nullif(cast(denominator as double), 0) * scale as value
from sums
inner join catalogue.indicators on sums.indicator = indicators.indicator
where numerator <> 0 or denominator <> 0
union all
-- A ratio of means: assisted orders against the company's others.
select
    own.entity_type, own.entity_id, own.period, own.period_start, 'average_order_value_lift',
    coalesce(cast(cast(own.assisted_amount as double) / nullif(own.assisted_orders, 0)
        as decimal(38, 6)), 0),
    cast(cast(others.other_amount as double) / nullif(others.other_orders, 0) as decimal(38, 6)),
    (cast(own.assisted_amount as double) / nullif(own.assisted_orders, 0)
        / nullif(cast(others.other_amount as double) / nullif(others.other_orders, 0), 0) - 1) * 100
from rolled_order_placed as own
left join rolled_order_placed as others
    on others.entity_type = 'company'
    and own.period = others.period and own.period_start = others.period_start
where own.entity_type in ('company', 'role', 'team', 'agent')
    and (own.assisted_orders > 0 or (own.entity_type = 'company' and own.other_orders > 0));
