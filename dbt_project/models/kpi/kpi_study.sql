-- Grain: NC08, NC09: one row per KPI, period and slice.
-- Months are many: they are added up by district before anything else.
with counted as (
    select
        period.period_kind,
        period.period_start,
        account.district_code,
        sum(period.amount) as amount,
        count(*) as accounts -- an account has one row in a period
    from {{ ref('fct_study_period') }} as period
    inner join {{ ref('dim_online_account') }} as account on period.account_id = account.account_id
    where not account.is_test and period.period_kind in ('calendar_year', 'month')
    group by period.period_kind, period.period_start, account.district_code
),

amounts as (
    select
        period_kind,
        period_start,
        account_id,
        amount
    from {{ ref('fct_study_period') }}
    where period_kind in ('as_of', 'calendar_year')
    union all
    {{ sums_to_date(ref('fct_study_period')) }}
),

periods as (
    select
        period.period_kind,
        period.period_start,
        period.account_id,
        period.amount,
        account.enterprise_key,
        account.enterprise_uscc,
        account.district_code
    from amounts as period
    inner join {{ ref('dim_online_account') }} as account on period.account_id = account.account_id
    where not account.is_test
),

first_fact as (
    select coalesce(min(studied_on), {{ as_of() }}) as first_day
    from {{ ref('fct_study') }}
    where studied_on <= {{ as_of() }}
),

cells as (
    select
        period_kind,
        period_start,
        district_code,
        cast(null as varchar) as dimension,
        cast(null as varchar) as member,
        cast(sum(amount) as double) / 3600 as numerator,
        cast(null as double) as denominator,
        cast(sum(accounts) as bigint) as n,
        cast(null as bigint) as n_complement
    from counted
    group by grouping sets ((period_kind, period_start), (period_kind, period_start, district_code))
    having grouping(district_code) = 1 or district_code is not null
    union all
    -- The cumulative reading of an enterprise's hours.
    select
        period_kind,
        period_start,
        cast(null as varchar) as district_code,
        'enterprise' as dimension,
        enterprise_uscc as member,
        cast(sum(amount) as double) / 3600 as numerator,
        cast(null as double) as denominator,
        count(*) as n,
        cast(null as bigint) as n_complement
    from periods
    where period_kind = 'calendar_year' and enterprise_uscc is not null
    group by period_kind, period_start, enterprise_uscc
),

kpi_rows as (
    {{ kpi_period_rows('NC08', 'cells', ['calendar_year', 'month'], 'first_fact') }}
    union all
    {{ enterprise_month_rows('NC09', 'periods', amounts_per_unit=3600) }}
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
