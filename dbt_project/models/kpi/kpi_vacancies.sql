-- Grain: XQ06, XQ07: one row per KPI, period and slice; posted by calendar year, open by as-of day.
with first_fact as (
    select coalesce(min(posted_on), {{ as_of() }}) as first_day
    from {{ ref('fct_vacancy') }}
    where posted_on <= {{ as_of() }}
),

posted as (
    select
        'calendar_year' as period_kind,
        {{ in_period('calendar_year', 'posted_on', 'posted_on_to') }} as period_start,
        district_code,
        headcount
    from {{ ref('fct_vacancy') }}
    where is_posted and not is_repost
),

days as (
    select distinct as_of_day -- both KPIs name mostly the same days
    from {{ ref('dim_as_of') }}
    where kpi_id in ('XQ06', 'XQ07')
),

-- Of the open ones the one before decides, whether it counted itself or not.
open_ones as (
    select
        day.as_of_day,
        vacancy.district_code,
        vacancy.headcount,
        vacancy.enterprise_uscc is not null
        and vacancy.post is not null
        and coalesce(
            {{ days_between(
                'lag(vacancy.posted_on) over (
                    partition by day.as_of_day, vacancy.enterprise_uscc, vacancy.post
                    order by vacancy.posted_on, vacancy.vacancy_id
                )', 'vacancy.posted_on'
            ) }} < 30,
            false
        ) as is_repeated
    from {{ ref('fct_vacancy') }} as vacancy
    inner join days as day
        on
            coalesce(vacancy.posted_on_to, vacancy.posted_on) <= day.as_of_day
            and (vacancy.closed_on is null or vacancy.closed_on > day.as_of_day)
            and (
                vacancy.closes_on is null
                or coalesce(vacancy.closes_on_to, vacancy.closes_on) > day.as_of_day
            )
    where vacancy.status = '发布'
),

facts as (
    select
        period_kind,
        period_start,
        district_code,
        headcount
    from posted
    union all
    select
        'as_of' as period_kind,
        as_of_day as period_start,
        district_code,
        headcount
    from open_ones
    where not is_repeated
),

sums as (
    select
        period_kind,
        period_start,
        district_code,
        count(*) as vacancies,
        coalesce(sum(headcount), 0) as headcount,
        count(case when headcount is null then 1 end) as without_headcount
    from facts
    group by grouping sets ((period_kind, period_start), (period_kind, period_start, district_code))
    having grouping(district_code) = 1 or district_code is not null
),

cells as (
    {% for kpi, dimension, member, counted in [
        ['XQ06', none, none, 'vacancies'], ['XQ07', none, none, 'headcount'],
        ['XQ07', 'headcount', 'unknown', 'without_headcount']
    ] -%}
        select
            '{{ kpi }}' as kpi_id,
            period_kind,
            period_start,
            district_code,
            cast({{ "'" ~ dimension ~ "'" if dimension else "null" }} as varchar) as dimension,
            cast({{ "'" ~ member ~ "'" if member else "null" }} as varchar) as member,
            {{ counted }} as numerator,
            cast(null as double) as denominator,
            vacancies as n,
            cast(null as bigint) as n_complement
        from sums
        {% if not loop.last %}union all{% endif %}
    {% endfor -%}
),

{% for kpi in ['XQ06', 'XQ07'] -%}
    {{ kpi | lower }} as (
        select
            period_kind,
            period_start,
            district_code,
            dimension,
            member,
            numerator,
            denominator,
            n,
            n_complement
        from cells
        where kpi_id = '{{ kpi }}'
    ),

    {{ kpi | lower }}_open as (
        select
            day.as_of_day as period_start,
            {{ kpi | lower }}.district_code,
            {{ kpi | lower }}.dimension,
            {{ kpi | lower }}.member,
            {{ kpi | lower }}.numerator,
            {{ kpi | lower }}.n
        from {{ ref('dim_as_of') }} as day
        left join {{ kpi | lower }}
            on {{ kpi | lower }}.period_kind = 'as_of' and day.as_of_day = {{ kpi | lower }}.period_start
        where day.kpi_id = '{{ kpi }}'
    ),

{% endfor -%}
kpi_rows as (
    {% for kpi in ['XQ06', 'XQ07'] -%}
        {{ kpi_period_rows(kpi, kpi | lower, ['calendar_year'], 'first_fact') }}
        union all
        select
            '{{ kpi }}' as kpi_id,
            'as_of' as period_kind,
            period_start,
            period_start as period_end,
            district_code,
            dimension,
            member,
            cast(coalesce(numerator, 0) as double) as numerator,
            cast(null as double) as denominator,
            cast(coalesce(n, 0) as bigint) as n,
            cast(null as bigint) as n_complement
        from {{ kpi | lower }}_open
        {% if not loop.last %}union all{% endif %}
    {% endfor -%}
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
    case when dimension = 'headcount' then 'vacancies' end as own_unit,
    cast(null as varchar) as own_cell_kind
from kpi_rows
