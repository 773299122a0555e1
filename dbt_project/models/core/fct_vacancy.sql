-- Grain: one row per vacancy_id, latest version; drafts and reposts included and marked.
with vacancies as (
    select
        vacancy_id,
        enterprise_uscc,
        enterprise_name,
        post,
        headcount,
        major_codes,
        district as district_code,
        posted_on,
        posted_on_to,
        closes_on,
        closes_on_to,
        closed_on,
        closed_on_to,
        status,
        -- A draft is no posting, and nothing after the as-of day has happened.
        coalesce(status, '') not in ('草稿', '审核')
        and (posted_on is null or posted_on <= {{ as_of() }}) as is_posted
    from {{ ref('stg_messenger__vacancies') }}
),

-- The posting before decides, whether it counted itself or not; without enterprise or post nothing repeats.
spaced as (
    select
        vacancy_id,
        {{ days_between(
            'lag(posted_on) over (partition by enterprise_uscc, post order by posted_on, vacancy_id)', 'posted_on'
        ) }} as days_since_previous
    from vacancies
    where is_posted and posted_on is not null and enterprise_uscc is not null and post is not null
)

select
    vacancies.vacancy_id,
    vacancies.enterprise_uscc,
    vacancies.enterprise_name,
    vacancies.post,
    vacancies.headcount,
    vacancies.major_codes,
    vacancies.district_code,
    vacancies.posted_on,
    vacancies.posted_on_to,
    vacancies.closes_on,
    vacancies.closes_on_to,
    vacancies.closed_on,
    vacancies.closed_on_to,
    vacancies.status,
    vacancies.is_posted,
    vacancies.is_posted and coalesce(spaced.days_since_previous < 30, false) as is_repost
from vacancies
left join spaced on vacancies.vacancy_id = spaced.vacancy_id
