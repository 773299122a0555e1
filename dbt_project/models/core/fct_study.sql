-- Grain: one row per feed, account_id and day of study (day null = undated), unknown accounts included.
with ordered as (
    select
        -- A record that names no account is unmatched like one of an unknown account; it blocks nothing.
        coalesce(account_id, '') as account_id,
        started_at,
        seconds,
        media_seconds,
        -- Rows after the as-of day have not happened and close no gap.
        case
            when started_at is not null
                then lead(started_at) over (partition by account_id order by started_at nulls last, record_id)
        end as next_started_at
    from {{ ref('stg_online_college__study_records') }}
    where started_at is null or cast(started_at as date) <= {{ as_of() }}
),

credited as (
    select
        account_id,
        cast(started_at as date) as studied_on,
        -- least() skips what is missing; the floor at zero also covers a record without any figure.
        cast(
            greatest(
                0,
                least(
                    cast(seconds as double),
                    1.5 * media_seconds,
                    {{ seconds_between('started_at', 'next_started_at') }}
                )
            ) as decimal(18, 6)
        ) as credited_seconds
    from ordered
),

later as (
    select
        coalesce(account_id, '') as account_id,
        cast(started_at as date) as studied_on
    from {{ ref('stg_online_college__study_records') }}
    where cast(started_at as date) > {{ as_of() }}
),

facts as (
    select
        'study_records' as feed,
        account_id,
        studied_on,
        cast(null as date) as studied_on_to,
        sum(credited_seconds) as credited_seconds,
        count(*) as study_rows
    from credited
    group by account_id, studied_on
    union all
    select
        'study_records' as feed,
        account_id,
        studied_on,
        cast(null as date) as studied_on_to,
        cast(0 as decimal(38, 6)) as credited_seconds,
        count(*) as study_rows
    from later
    group by account_id, studied_on
    union all
    select
        'study_days' as feed,
        account_id,
        studied_on,
        studied_on_to,
        sum(cast(60 * coalesce(minutes, 0) as decimal(18, 6))) as credited_seconds,
        count(*) as study_rows
    from {{ ref('stg_online_college__study_days') }}
    group by account_id, studied_on, studied_on_to
)

select
    facts.feed,
    facts.account_id,
    facts.studied_on,
    facts.studied_on_to,
    cast(facts.credited_seconds as decimal(38, 6)) as credited_seconds,
    facts.study_rows,
    account.account_id is not null as is_account_known,
    coalesce(not account.is_test, false)
    and (facts.studied_on is null or facts.studied_on <= {{ as_of() }}) as is_counted,
    account.enterprise_uscc,
    account.enterprise_key,
    account.district_code
from facts
left join {{ ref('dim_online_account') }} as account on facts.account_id = account.account_id
