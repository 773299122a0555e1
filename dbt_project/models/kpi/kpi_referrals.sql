-- Grain: XQ08, XQ09, XQ10: one row per KPI, period and slice.
with first_fact as (
    select coalesce(min(referred_on), {{ as_of() }}) as first_day
    from {{ ref('fct_referral_funnel') }}
),

first_closing as (
    select coalesce(min(closed_on), {{ as_of() }}) as first_day
    from {{ ref('fct_vacancy') }}
    where closed_on <= {{ as_of() }}
),

pairs as (
    select
        vacancy_id,
        person,
        channel,
        district_code,
        referred_on,
        reached_interview,
        reached_offer,
        reached_report,
        {{ period_start('calendar_year', 'referred_on') }} as referred_year,
        {{ period_start('month', 'referred_on') }} as referred_month
    from {{ ref('fct_referral_funnel') }}
    where is_vacancy_known
),

xq08 as (
    select
        'calendar_year' as period_kind,
        referred_year as period_start,
        district_code,
        channel,
        case when grouping(channel) = 0 then 'channel' end as dimension,
        channel as member,
        count(*) as numerator,
        cast(null as double) as denominator,
        count(distinct person) as n,
        cast(null as bigint) as n_complement
    from pairs
    group by
        grouping sets (
            (referred_year), (referred_year, district_code), (referred_year, channel),
            (referred_year, district_code, channel)
        )
    having
        (grouping(district_code) = 1 or district_code is not null)
        and (grouping(channel) = 1 or channel is not null)
),

xq09 as (
    {% for step, reached in [
        [none, 'true'], ['referral', 'true'], ['interview', 'reached_interview'], ['offer', 'reached_offer'],
        ['report', 'reached_report']
    ] -%}
        select
            'month' as period_kind,
            referred_month as period_start,
            cast(null as varchar) as district_code,
            cast({{ "'step'" if step else "null" }} as varchar) as dimension,
            cast({{ "'" ~ step ~ "'" if step else "null" }} as varchar) as member,
            count(*) as numerator,
            cast(null as double) as denominator,
            count(distinct person) as n,
            cast(null as bigint) as n_complement
        from pairs
        where {{ reached }}
        group by referred_month
        {% if not loop.last %}union all{% endif %}
    {% endfor -%}
),

closed as (
    select
        vacancy_id,
        district_code,
        headcount,
        {{ in_period('calendar_year', 'closed_on', 'closed_on_to') }} as period_start
    from {{ ref('fct_vacancy') }}
    where
        status in ('招满', '到期', '关闭')
        and headcount is not null
        and (closed_on is null or closed_on <= {{ as_of() }})
),

reports as (
    select
        vacancy_id,
        person
    from pairs
    where reached_report
),

filled as (
    select
        closed.period_start,
        closed.district_code,
        closed.vacancy_id as counted_vacancy,
        closed.headcount,
        cast(null as varchar) as person
    from closed
    union all
    select
        closed.period_start,
        closed.district_code,
        cast(null as varchar) as counted_vacancy,
        cast(0 as bigint) as headcount,
        reports.person
    from closed
    inner join reports on closed.vacancy_id = reports.vacancy_id
),

xq10 as (
    select
        'calendar_year' as period_kind,
        period_start,
        district_code,
        cast(null as varchar) as dimension,
        cast(null as varchar) as member,
        count(person) as numerator,
        cast(sum(headcount) as double) as denominator,
        count(distinct person) as n,
        cast(null as bigint) as n_complement
    from filled
    group by grouping sets ((period_start), (period_start, district_code))
    having grouping(district_code) = 1 or district_code is not null
),

kpi_rows as (
    {{ kpi_period_rows(
        'XQ08', 'xq08', ['calendar_year'], 'first_fact',
        [[none, none, false], ['channel', '线上', false], ['channel', '线下', false]]
    ) }}
    union all
    {{ kpi_period_rows(
        'XQ09', 'xq09', ['month'], 'first_fact',
        [
            [none, none, false], ['step', 'referral', false], ['step', 'interview', false], ['step', 'offer', false],
            ['step', 'report', false]
        ],
        published_as='cohort'
    ) }}
    union all
    {{ kpi_period_rows('XQ10', 'xq10', ['calendar_year'], 'first_closing', [[none, none, true]]) }}
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
