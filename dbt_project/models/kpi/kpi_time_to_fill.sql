-- Grain: XQ11: one row per calendar year and district; one undated row for closings without a year.
with first_closing as (
    select coalesce(min(closed_on), {{ as_of() }}) as first_day
    from {{ ref('fct_vacancy') }}
    where closed_on <= {{ as_of() }}
),

reports as (
    select
        vacancy_id,
        person,
        cast(reported_at as date) as reported_on
    from {{ ref('fct_referral_funnel') }}
    where is_vacancy_known and reached_report
),

last_reports as (
    select
        vacancy_id,
        max(reported_on) as reported_on
    from reports
    group by vacancy_id
),

-- What is not filled yet has no length; nor has one whose posting is no exact day or lies after the report.
filled as (
    select
        vacancy.vacancy_id,
        vacancy.district_code,
        {{ in_period('calendar_year', 'vacancy.closed_on', 'vacancy.closed_on_to') }} as period_start,
        {{ days_between('vacancy.posted_on', 'last_reports.reported_on') }} as days_to_fill
    from {{ ref('fct_vacancy') }} as vacancy
    inner join last_reports on vacancy.vacancy_id = last_reports.vacancy_id
    where
        vacancy.status = '招满'
        and (vacancy.closed_on is null or vacancy.closed_on <= {{ as_of() }})
        and coalesce(vacancy.posted_on_to, vacancy.posted_on) = vacancy.posted_on
        and vacancy.posted_on <= last_reports.reported_on
),

medians as (
    select
        period_start,
        district_code,
        grouping(district_code) as is_city,
        median(days_to_fill) as days_to_fill
    from filled
    group by grouping sets ((period_start), (period_start, district_code))
    having grouping(district_code) = 1 or district_code is not null
),

persons as (
    select
        filled.period_start,
        filled.district_code,
        grouping(filled.district_code) as is_city,
        count(distinct reports.person) as persons
    from filled
    inner join reports on filled.vacancy_id = reports.vacancy_id
    group by grouping sets ((filled.period_start), (filled.period_start, filled.district_code))
    having grouping(filled.district_code) = 1 or filled.district_code is not null
),

cells as (
    select
        'calendar_year' as period_kind,
        medians.period_start,
        medians.district_code,
        cast(null as varchar) as dimension,
        cast(null as varchar) as member,
        medians.days_to_fill as numerator,
        cast(null as double) as denominator,
        persons.persons as n,
        cast(null as bigint) as n_complement
    from medians
    inner join persons
        on
            medians.is_city = persons.is_city
            and medians.period_start is not distinct from persons.period_start
            and medians.district_code is not distinct from persons.district_code
),

kpi_rows as (
    {{ kpi_period_rows('XQ11', 'cells', ['calendar_year'], 'first_closing', empty='null') }}
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
