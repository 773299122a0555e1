-- Grain: one row per vacancy_id and person: accumulating snapshot of the referral steps up to the as-of day.
{{ config(
    materialized=increment_or_table(),
    increment_keys=['vacancy_id', 'person'],
    increment_order=['vacancy_id', 'person']
) }}
{%- set part = referral_increment(ref('stg_messenger__referrals'), ref('stg_messenger__vacancies')) %}

with received as (
    select
        referral_id,
        vacancy_id,
        {{ referred_person() }} as person,
        channel,
        referred_at,
        interviewed_at,
        offered_at,
        reported_at,
        rejected_at
    from {{ ref('stg_messenger__referrals') }}
),

happened as (
    select
        referral_id,
        vacancy_id,
        person,
        channel,
        referred_at,
        case when cast(interviewed_at as date) <= {{ as_of() }} then interviewed_at end as interviewed_at,
        case when cast(offered_at as date) <= {{ as_of() }} then offered_at end as offered_at,
        case when cast(reported_at as date) <= {{ as_of() }} then reported_at end as reported_at,
        case when cast(rejected_at as date) <= {{ as_of() }} then rejected_at end as rejected_at
    from received
    where (referred_at is null or cast(referred_at as date) <= {{ as_of() }}) {{ 'and ' ~ part if part }}
),

ranked as (
    select
        referral_id,
        vacancy_id,
        person,
        channel,
        referred_at,
        interviewed_at,
        offered_at,
        reported_at,
        rejected_at,
        row_number() over (
            partition by vacancy_id, person order by referred_at asc nulls last, referral_id asc
        ) as nth
    from happened
),

pairs as (
    select
        vacancy_id,
        person,
        max(case when nth = 1 then referral_id end) as referral_id,
        max(case when nth = 1 then channel end) as channel,
        cast(min(referred_at) as date) as referred_on,
        min(interviewed_at) as interviewed_at,
        min(offered_at) as offered_at,
        min(reported_at) as reported_at,
        min(rejected_at) as rejected_at,
        count(*) as referrals
    from ranked
    group by vacancy_id, person
)

select
    pairs.vacancy_id,
    pairs.person,
    pairs.referral_id,
    pairs.channel,
    pairs.referred_on,
    pairs.interviewed_at,
    pairs.offered_at,
    pairs.reported_at,
    pairs.rejected_at,
    pairs.referrals,
    -- A later step implies the earlier ones.
    coalesce(pairs.interviewed_at, pairs.offered_at, pairs.reported_at) is not null as reached_interview,
    coalesce(pairs.offered_at, pairs.reported_at) is not null as reached_offer,
    pairs.reported_at is not null as reached_report,
    (pairs.interviewed_at is null and coalesce(pairs.offered_at, pairs.reported_at) is not null)
    or (pairs.offered_at is null and pairs.reported_at is not null) as is_imputed,
    vacancy.vacancy_id is not null as is_vacancy_known,
    vacancy.district_code
from pairs
left join {{ ref('fct_vacancy') }} as vacancy on pairs.vacancy_id = vacancy.vacancy_id
