{{ config(meta={'in_batches': true}) }}
-- depends_on: {{ ref('int_batch') }}
-- A human contact counts once per milestone that it reaches, each with a date and an owner of its
-- own: its end (for the agent, and for the first agent, from whom an escalation does not launder
-- it), its resolution, its escalation, its service level and the verdict on its repetition. The end
-- stands for the first agent's too, and for the resolution, where agent or instant are the same.
with outcomes as (

    select * from {{ ref('int_contact_outcome') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

{#- milestone: owner, instant, condition. Overdue is strict: due at the as-of instant is not yet late. -#}
{%- set repeat_window_over = plus_seconds('outcomes.ended_at', limit_seconds('repeat_contact_long')) %}
{%- set milestones = {
    'ended': ('agent_id', 'outcomes.ended_at', 'outcomes.ended_at is not null'),
    'ended_for_first_agent': (
        'first_agent_id', 'outcomes.ended_at',
        "outcomes.contact_type = 'ticket' and outcomes.ended_at is not null "
        ~ "and outcomes.first_agent_id is distinct from outcomes.agent_id",
    ),
    'resolved': (
        'agent_id', 'outcomes.resolved_at',
        "outcomes.contact_type = 'ticket' and outcomes.resolved_at is not null "
        ~ "and outcomes.ended_at is distinct from outcomes.resolved_at",
    ),
    'escalated': (
        'first_agent_id', 'outcomes.escalated_at',
        "outcomes.contact_type = 'ticket' and outcomes.escalated_at is not null",
    ),
    'service_level_due': (
        'agent_id', 'coalesce(outcomes.sla_due_at, outcomes.ended_at)',
        "outcomes.contact_type = 'ticket' and (outcomes.sla_met is not null or ("
        ~ "outcomes.sla_due_at is not null "
        ~ "and (outcomes.ended_at is not null or outcomes.sla_due_at < as_of.as_of)))",
    ),
    'repeat_window_over': (
        'agent_id', repeat_window_over,
        "outcomes.is_resolved_ticket and outcomes.issue_key is not null and "
        ~ repeat_window_over ~ " <= as_of.as_of",
    ),
} %}

milestones as (

    {%- for milestone, (owner, instant, condition) in milestones.items() %}
    select
        '{{ milestone }}' as milestone,
        outcomes.{{ owner }}{{ ' as agent_id' if owner != 'agent_id' }},
        {{ instant }} as event_at,
        {%- for column_name in [
            'first_agent_id', 'contact_type', 'contact_id', 'channel', 'first_order_at',
            'customer_segment', 'price_band', 'product_category', 'category', 'hour_of_day',
            'is_complex', 'is_remote', 'started_at', 'ended_at', 'resolved_at',
            'first_response_at', 'escalated_at', 'is_resolved', 'is_transferred',
            'issue_key', 'purpose', 'kb_article_id', 'filled_field_count', 'sla_met', 'sla_due_at',
            'is_effective', 'is_confirmed', 'is_classified_rightly', 'is_repeated_short',
            'is_repeated_long', 'is_repeated_inquiry', 'is_first_contact_resolved',
            'is_resolved_ticket', 'is_ended_conversation', 'business_handling_seconds',
            'order_ids', 'file_id', 'line',
        ] %}
        outcomes.{{ column_name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from outcomes
    cross join as_of
    where {{ condition }} and {{ is_rebuilt_at(instant) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

),

reached as (

    select
        *,
        milestone = 'ended_for_first_agent'
        or (
            milestone = 'ended' and contact_type = 'ticket'
            and first_agent_id is not distinct from agent_id
        ) as is_end_for_first_agent,
        milestone = 'resolved'
        or (milestone = 'ended' and contact_type = 'ticket' and ended_at = resolved_at)
        as is_resolution
    from milestones

),

events as (

    select
        *,
        contact_type as event_type,
        contact_id as event_id,
        {{ business_date('event_at') }} as date_day,
        milestone = 'ended' and is_resolved_ticket as counts_for_agent,
        is_end_for_first_agent and is_resolved_ticket as counts_for_first_agent,
        milestone = 'ended' and is_ended_conversation as counts_as_conversation,
        milestone = 'ended' and contact_type = 'call'
        and first_response_at is not null and is_resolved is not null as counts_as_call,
        length(order_ids) - length(replace(order_ids, '|', '')) + 1 as order_count
    from reached

),

final as (

    select
        {{ evidence_key('contact_outcome', [
            'channel', 'contact_type', 'customer_type', 'customer_segment', 'price_band',
            'product_category', 'is_complex', 'is_remote',
        ], segments=['hour_of_day', 'category', 'product_category']) }},
        events.milestone,
        case
            when events.milestone = 'ended' and events.contact_type = 'ticket'
                then {{ seconds_between('events.started_at', 'events.ended_at') }}
        end as handle_seconds,
        case
            when events.milestone = 'ended' then events.business_handling_seconds
        end as business_handle_seconds,
        {{ count_if("events.milestone = 'ended' and events.contact_type = 'ticket'") }}
        as handled_tickets,
        {{ count_if('events.counts_for_agent') }} as resolved_tickets,
        {{ count_if('events.counts_for_agent and events.kb_article_id is not null') }}
        as article_tickets,
        {{ count_if('events.counts_for_agent and events.issue_key is not null') }}
        as issue_tickets,
        {{ count_if(
            'events.counts_for_agent and events.issue_key is not null '
            ~ 'and events.is_repeated_short'
        ) }} as repeated_tickets_short,
        case when events.counts_for_agent then events.filled_field_count end as filled_fields,
        case when events.counts_for_agent then 4 end as required_fields,
        {{ count_if('events.counts_as_conversation') }} as ended_conversations,
        {{ count_if('events.counts_as_conversation and events.is_effective') }}
        as effective_conversations,
        {{ count_if('events.counts_as_conversation and events.is_confirmed is not null') }}
        as asked_conversations,
        {{ count_if(
            'events.counts_as_conversation and events.is_effective and events.is_confirmed'
        ) }} as confirmed_conversations,
        {{ count_if('events.counts_as_conversation and events.order_count >= 2') }}
        as multi_order_conversations,
        {{ count_if(
            'events.counts_as_conversation and events.order_count >= 2 and events.is_resolved'
        ) }} as resolved_multi_order_conversations,
        {{ count_if(
            "events.counts_as_conversation and events.purpose = 'presales' "
            ~ "and events.issue_key is not null"
        ) }} as presales_issue_conversations,
        {{ count_if(
            "events.counts_as_conversation and events.purpose = 'presales' "
            ~ "and events.issue_key is not null and events.is_repeated_inquiry"
        ) }} as repeated_presales_conversations,
        {{ count_if('events.counts_as_call') }} as judged_calls,
        {{ count_if(
            'events.counts_as_call and events.is_effective and not events.is_transferred'
        ) }} as first_resolved_calls,
        {{ count_if('events.counts_for_first_agent') }} as first_agent_tickets,
        {{ count_if('events.counts_for_first_agent and events.is_first_contact_resolved') }}
        as first_contact_resolved_tickets,
        {{ count_if('events.counts_for_first_agent and events.escalated_at is null') }}
        as frontline_resolved_tickets,
        {{ count_if('events.counts_for_first_agent and events.is_confirmed is not null') }}
        as asked_tickets,
        {{ count_if(
            'events.counts_for_first_agent and events.is_first_contact_resolved '
            ~ 'and events.is_confirmed'
        ) }} as confirmed_first_resolved_tickets,
        {{ count_if('events.is_end_for_first_agent and events.is_classified_rightly is not null') }}
        as classified_tickets,
        {{ count_if('events.is_end_for_first_agent and events.is_classified_rightly') }}
        as rightly_classified_tickets,
        case
            when events.is_resolution
                then {{ seconds_between('events.started_at', 'events.resolved_at') }}
        end as resolution_seconds,
        {{ count_if('events.is_resolution') }} as resolution_tickets,
        {{ count_if("events.milestone = 'escalated'") }} as escalated_tickets,
        {{ count_if(
            "events.milestone = 'escalated' and events.escalated_at <= "
            ~ plus_seconds('events.started_at', limit_seconds('escalation'))
        ) }} as timely_escalated_tickets,
        {{ count_if("events.milestone = 'service_level_due'") }} as due_tickets,
        {{ count_if(
            "events.milestone = 'service_level_due' and coalesce(events.sla_met, "
            ~ "coalesce(events.resolved_at, events.ended_at) <= events.sla_due_at)"
        ) }} as tickets_within_service_level,
        {{ count_if("events.milestone = 'repeat_window_over'") }} as repeat_due_tickets,
        {{ count_if("events.milestone = 'repeat_window_over' and events.is_repeated_long") }}
        as repeated_tickets_long
    {{ evidence_from() }}

)

select * from final
