-- What is rolled up at once: whole quarters with about as many contacts in each batch, so that what a
-- roll-up holds in memory does not grow with history. A batch begins on a Monday on or before a
-- quarter's first day: no period that begins in it holds a date before it.
with contacts as (

    select * from {{ ref('int_delivered_contact') }}

),

quarters as (

    select
        {{ period_start('quarter', 'started_on') }} as quarter_start,
        count(*) as contacts
    from contacts
    group by {{ period_start('quarter', 'started_on') }}

),

summed as (

    select
        quarter_start,
        sum(contacts) over (order by quarter_start) - contacts / 2.0 as contacts_before,
        sum(contacts) over () as all_contacts
    from quarters

),

numbered as (

    select
        quarter_start,
        cast(
            floor(
                contacts_before / all_contacts
                * ceil(all_contacts / {{ contacts_in_batch() }})
            ) as integer
        ) as batch_number
    from summed

),

final as (

    select
        batch_number,
        {{ period_start('week', 'min(quarter_start)') }} as first_date
    from numbered
    group by batch_number

)

select * from final
