-- Grain: one row per account_id and day of log-in (day null = undated), accounts unknown so far included.
{{ config(
    materialized=increment_or_table(),
    increment_keys=['account_id', 'logged_in_on'],
    increment_day='logged_in_on',
    increment_order=['logged_in_on', 'account_id']
) }}
{%- set part = login_increment(
    ref('stg_deliveries'), ref('stg_online_college__events'), ref('stg_online_college__logins')
) %}

with received as (
    select
        -- A row that names no account is unmatched like one of an unknown account; it blocks nothing.
        coalesce(account_id, '') as account_id,
        logged_in_at,
        device,
        {{ 'is_row' if part else 'true' }} as is_row
    from {{ part or ref('stg_online_college__logins') }}
),

spaced as (
    select
        account_id,
        logged_in_at,
        is_row,
        lag(logged_in_at) over (partition by account_id, device order by logged_in_at) as previous_at
    from received
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
    where is_row
    union all
    select
        account_id,
        cast(null as date) as logged_in_on,
        1 as counted
    from received
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
    days.logged_in_on is null or days.logged_in_on <= {{ as_of() }} as has_happened
from days
{% if part %}where {{ is_affected('days') }}{% endif %}
