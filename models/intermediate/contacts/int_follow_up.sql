-- The next contact of the same customer after a contact's end, in the senses that indicators use.
-- A follow-up may be any contact (a bot's too), through any channel. Only the nearest one matters:
-- if it is outside a window, every later one is too.
with contacts as (

    select
        contact_type,
        contact_id,
        customer_id,
        issue_key,
        purpose,
        started_at,
        ended_at,
        is_human
    from {{ ref('int_contact') }}
    where is_contact and customer_id is not null

),

ended as (

    select
        contact_type,
        contact_id,
        customer_id,
        issue_key,
        purpose,
        ended_at
    from contacts
    where is_human and ended_at is not null

),

tickets as (

    select * from contacts where contact_type = 'ticket'

),

presales_conversations as (

    select * from contacts where contact_type = 'conversation' and purpose = 'presales'

),

contacts_without_issue as (

    select * from contacts where issue_key is null

),

same_issue as (

    {{ next_start('ended', 'contacts', ['customer_id', 'issue_key']) }}

),

no_issue as (

    {{ next_start('ended', 'contacts_without_issue', ['customer_id']) }}

),

any_issue as (

    {{ next_start('ended', 'contacts', ['customer_id']) }}

),

same_issue_ticket as (

    {{ next_start('ended', 'tickets', ['customer_id', 'issue_key']) }}

),

same_issue_presales as (

    {{ next_start('ended', 'presales_conversations', ['customer_id', 'issue_key']) }}

),

final as (

    select
        ended.contact_type,
        ended.contact_id,
        -- Same issue: an equal issue_key, or either of the two is null.
        case
            when ended.issue_key is null then any_issue.next_started_at
            else least(
                coalesce(same_issue.next_started_at, no_issue.next_started_at),
                coalesce(no_issue.next_started_at, same_issue.next_started_at)
            )
        end as next_contact_at,
        same_issue_ticket.next_started_at as next_ticket_at,
        same_issue_presales.next_started_at as next_presales_at
    from ended
    left join same_issue
        on
            ended.contact_type = same_issue.contact_type
            and ended.contact_id = same_issue.contact_id
    left join no_issue
        on
            ended.contact_type = no_issue.contact_type
            and ended.contact_id = no_issue.contact_id
    left join any_issue
        on
            ended.contact_type = any_issue.contact_type
            and ended.contact_id = any_issue.contact_id
    left join same_issue_ticket
        on
            ended.contact_type = same_issue_ticket.contact_type
            and ended.contact_id = same_issue_ticket.contact_id
    left join same_issue_presales
        on
            ended.contact_type = same_issue_presales.contact_type
            and ended.contact_id = same_issue_presales.contact_id

)

select * from final
