-- Grain: one row per account_id and day of log-in (day null = undated), accounts unknown so far included.
with spaced as (
    select
        -- A row that names no account is unmatched like one of an unknown account; it blocks nothing.
        coalesce(account_id, '') as account_id,
        logged_in_at,
        lag(logged_in_at) over (partition by account_id, device order by logged_in_at) as previous_at
    from {{ ref('stg_online_college__logins') }}
    where logged_in_at is not null
),

judged as (
    select
        account_id,
        cast(logged_in_at as date) as logged_in_on,
        -- The previous row decides, whether it counted itself or not.
        case
            when previous_at is null or {{ seconds_between('previous_at', 'logged_in_at') }} > 60 then 1
            else 0
        end as counted
    from spaced
    union all
    select
        coalesce(account_id, '') as account_id,
        cast(null as date) as logged_in_on,
        1 as counted
    from {{ ref('stg_online_college__logins') }}
    where logged_in_at is null
),

days as (
    select
        account_id,
        logged_in_on,
        cast(sum(counted) as bigint) as logins,
        count(*) as login_rows
    from judged
    group by account_id, logged_in_on
)

select
    days.account_id,
    days.logged_in_on,
    days.logins,
    days.login_rows,
    account.account_id is not null as is_account_known,
    -- Only known accounts that are no test accounts count, and only up to the as-of day.
    coalesce(not account.is_test, false)
    and (days.logged_in_on is null or days.logged_in_on <= {{ as_of() }}) as is_counted,
    account.enterprise_uscc,
    account.enterprise_key,
    account.district_code
from days
left join {{ ref('dim_online_account') }} as account on days.account_id = account.account_id
