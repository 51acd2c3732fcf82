-- What is rolled up at once: whole quarters with about as many contacts in each batch, so that what a
-- roll-up holds in memory does not grow with history. A batch begins on a Monday on or before a
-- quarter's first day: no period that begins in it holds a date before it. Where there is much, the
-- quarters that daily deliveries write again (corrections of a month, and windows of a month before
-- them) are batches of their own: only these need to be in the order of time.
with as_of as (

    select * from {{ ref('int_as_of') }}

),

contacts as (

    select * from {{ ref('int_contact_count') }}

),

quarters as (

    select
        {{ period_start('quarter', 'started_on') }} as quarter_start,
        sum(contacts) as contacts
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
        summed.quarter_start,
        summed.all_contacts >= {{ contacts_in_batch() }} / 3.0
        and summed.quarter_start
        >= {{ period_start(
            'quarter', 'as_of.as_of_date - interval ' ~ days_written_again() ~ ' day'
        ) }} as is_written_again,
        floor(
            summed.contacts_before / summed.all_contacts
            * ceil(summed.all_contacts / {{ contacts_in_batch() }})
        ) as share_number
    from summed
    cross join as_of

),

final as (

    select
        cast(row_number() over (order by min(quarter_start)) - 1 as integer) as batch_number,
        {{ period_start('week', 'min(quarter_start)') }} as first_date,
        is_written_again
    from numbered
    group by share_number, is_written_again

)

select * from final
