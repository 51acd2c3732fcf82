{{ config(
    materialized='incremental', incremental_strategy='replace_from', meta={'rebuilt_by': 'date_day'}
) }}
-- Which themes a comment names. Chinese keywords are found anywhere, English ones as whole words
-- (with `*` at the end: as the beginning of a word). A problem word right behind a negation (with
-- at most one filler between) is not one: the simple rule overlooks a comment that both denies and
-- claims it.
with comments as (

    select * from {{ ref('int_feedback_comment') }} where {{ is_rebuilt('date_day') }}

),

-- The same words are written again and again: each text is looked at once.
texts as (

    select distinct
        plain_text,
        english_words
    from comments

),

themes as (

    select * from {{ ref('feedback_themes') }}

),

negations as (

    select * from {{ ref('feedback_negations') }}

),

topic_words as (

    {{ split_values('themes', ['theme', 'language'], 'topic_keywords', '|', 'keyword') }}

),

problem_words as (

    {{ split_values('themes', ['theme', 'language'], 'problem_keywords', '|', 'keyword') }}

),

keywords as (

    select
        theme,
        language,
        false as is_problem_word,
        lower(keyword) as keyword
    from topic_words
    union all
    select
        theme,
        language,
        true as is_problem_word,
        lower(keyword) as keyword
    from problem_words

),

-- What to look for: behind a negation the same, without the blank in front.
needles as (

    select
        theme,
        language,
        is_problem_word,
        case
            when language = 'zh' then keyword
            when keyword like '%*' then replace(keyword, '*', '')
            else keyword || ' '
        end as needle,
        case when language = 'zh' then '' else ' ' end as blank
    from keywords

),

found as (

    select
        texts.plain_text,
        needles.theme,
        needles.language,
        needles.is_problem_word,
        needles.needle,
        needles.blank,
        case
            when needles.language = 'zh' then texts.plain_text
            else texts.english_words
        end as searched_text
    from texts
    inner join needles
        on {{ contains_text(
            "case when needles.language = 'zh' then texts.plain_text else texts.english_words end",
            'needles.blank || needles.needle',
        ) }}

),

phrases as (

    select
        language,
        word as phrase
    from negations
    where kind = 'negation'
    union all
    select
        negation.language,
        negation.word
        || case when negation.language = 'zh' then '' else ' ' end
        || filler.word as phrase
    from negations as negation
    inner join negations as filler
        on
            negation.language = filler.language
            and negation.kind = 'negation'
            and filler.kind = 'filler'

),

denied as (

    select distinct
        found.plain_text,
        found.theme,
        found.language,
        found.needle
    from found
    inner join phrases
        on
            found.language = phrases.language
            and {{ contains_text(
                'found.searched_text',
                'found.blank || phrases.phrase || found.blank || found.needle',
            ) }}
    where found.is_problem_word

),

named as (

    select
        found.plain_text,
        found.theme,
        max(case when found.is_problem_word then 1 else 0 end) = 1 as has_problem_word
    from found
    left join denied
        on
            found.is_problem_word
            and found.plain_text = denied.plain_text
            and found.theme = denied.theme
            and found.language = denied.language
            and found.needle = denied.needle
    where denied.plain_text is null
    group by found.plain_text, found.theme

),

final as (

    select
        comments.survey_id,
        comments.date_day,
        comments.agent_id,
        comments.team_id,
        named.theme,
        -- Who was not satisfied names a problem; without a score, the words decide.
        coalesce(comments.csat < 4, named.has_problem_word) as is_problem,
        comments.masked_comment
    from comments
    inner join named
        on comments.plain_text = named.plain_text

)

select * from final
