-- Grain: NC03, NC10, NC12: one row per KPI, period (cohort; year and month; month) and district.
with first_grant as (
    select coalesce(min(granted_on), {{ as_of() }}) as first_day
    from {{ ref('dim_online_account') }}
    where granted_on <= {{ as_of() }} and not is_test
),

first_login as (
    select coalesce(min(logged_in_on), {{ as_of() }}) as first_day
    from {{ ref('fct_login') }}
    where logged_in_on <= {{ as_of() }}
),

accounts as (
    select
        account_id,
        enterprise_key,
        district_code,
        granted_on,
        coalesce(granted_on_to, granted_on) as granted_by
    from {{ ref('dim_online_account') }}
    where not is_test
),

login_months as (
    select
        account_id,
        {{ period_start('month', 'logged_in_on') }} as period_start,
        min(logged_in_on) as first_on
    from {{ ref('fct_login') }}
    where logged_in_on <= {{ as_of() }} and logins > 0
    group by account_id, {{ period_start('month', 'logged_in_on') }}
),

first_logins as (
    select
        account_id,
        min(first_on) as first_on
    from login_months
    group by account_id
),

-- Thirty days can only be counted from an exact day.
granted as (
    select
        {{ period_start('month', 'accounts.granted_on') }} as period_start,
        accounts.district_code,
        coalesce(first_logins.first_on <= {{ add_days_to('accounts.granted_on', 30) }}, false) as is_activated
    from accounts
    left join first_logins on accounts.account_id = first_logins.account_id
    where accounts.granted_on = accounts.granted_by and accounts.granted_on <= {{ as_of() }}
),

nc03 as (
    select
        'month' as period_kind,
        period_start,
        district_code,
        cast(null as varchar) as dimension,
        cast(null as varchar) as member,
        count(case when is_activated then 1 end) as numerator,
        count(*) as denominator,
        count(case when is_activated then 1 end) as n,
        count(case when not is_activated then 1 end) as n_complement
    from granted
    group by grouping sets ((period_start), (period_start, district_code))
    having grouping(district_code) = 1 or district_code is not null
),

-- An enterprise counts from its first grant on.
holders as (
    select
        enterprise_key,
        max(district_code) as district_code,
        min(granted_by) as granted_by
    from accounts
    where enterprise_key is not null and granted_by is not null
    group by enterprise_key
),

active as (
    select distinct -- an enterprise may have many active accounts
        login_months.period_start,
        accounts.enterprise_key
    from login_months
    inner join accounts on login_months.account_id = accounts.account_id
),

nc12 as (
    select
        'month' as period_kind,
        period.period_start,
        holders.district_code,
        cast(null as varchar) as dimension,
        cast(null as varchar) as member,
        count(active.enterprise_key) as numerator,
        count(*) as denominator,
        count(active.enterprise_key) as n,
        cast(null as bigint) as n_complement
    from {{ ref('dim_period') }} as period
    cross join first_login
    inner join holders on period.period_end >= holders.granted_by
    left join active
        on period.period_start = active.period_start and holders.enterprise_key = active.enterprise_key
    where period.period_kind = 'month' and period.last_day >= first_login.first_day
    group by grouping sets ((period.period_start), (period.period_start, holders.district_code))
    having grouping(holders.district_code) = 1 or holders.district_code is not null
),

-- Both sides as they are published, where the city has both; log-ins stand behind the denominator.
nc10 as (
    select
        logins.period_kind,
        logins.period_start,
        logins.period_end,
        logins.district_code,
        coalesce(study.numerator, 0) as numerator,
        logins.numerator as denominator,
        logins.n
    from {{ ref('kpi_logins') }} as logins
    inner join {{ ref('kpi_study') }} as city_study
        on
            city_study.kpi_id = 'NC08'
            and logins.period_kind = city_study.period_kind
            and logins.period_start = city_study.period_start
            and city_study.district_code is null
            and city_study.dimension is null
    left join {{ ref('kpi_study') }} as study
        on
            study.kpi_id = 'NC08'
            and logins.period_kind = study.period_kind
            and logins.period_start = study.period_start
            and logins.district_code is not distinct from study.district_code
            and study.dimension is null
    where logins.kpi_id = 'NC06' and logins.dimension is null
),

kpi_rows as (
    {{ kpi_period_rows(
        'NC03', 'nc03', ['month'], 'first_grant', [[none, none, true]], true, published_as='cohort'
    ) }}
    union all
    {{ kpi_period_rows('NC12', 'nc12', ['month'], 'first_login', [[none, none, true]]) }}
    union all
    select
        'NC10' as kpi_id,
        period_kind,
        period_start,
        period_end,
        district_code,
        cast(null as varchar) as dimension,
        cast(null as varchar) as member,
        numerator,
        denominator,
        n,
        cast(null as bigint) as n_complement
    from nc10
)

select
    kpi_id,
    period_kind,
    period_start,
    period_end,
    district_code,
    dimension,
    member,
    numerator,
    denominator,
    {{ kpi_value() }} as value,
    n,
    n_complement,
    {{ kpi_status() }} as status,
    cast(null as varchar) as own_unit,
    cast(null as varchar) as own_cell_kind
from kpi_rows
-- A younger cohort would look worse than it will be: not everybody in it has had thirty days.
where kpi_id <> 'NC03' or {{ add_days_to('period_end', 30) }} <= {{ as_of() }}
