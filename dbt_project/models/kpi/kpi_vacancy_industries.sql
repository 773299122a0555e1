-- Grain: XQ07 by industry of the enterprise: one row per calendar year of posting and section.
-- Enterprises whose section the registry does not tell are `unknown`.
{% set slots = [['industry', 'unknown', false]] -%}
{% for section in 'ABCDEFGHIJKLMNOPQRST' -%}
    {% do slots.append(['industry', section, false]) -%}
{% endfor -%}
with first_fact as (
    select coalesce(min(posted_on), {{ as_of() }}) as first_day
    from {{ ref('fct_vacancy') }}
    where posted_on <= {{ as_of() }}
),

cells as (
    select
        'calendar_year' as period_kind,
        {{ in_period('calendar_year', 'vacancy.posted_on', 'vacancy.posted_on_to') }} as period_start,
        cast(null as varchar) as district_code,
        'industry' as dimension,
        coalesce(section.section, 'unknown') as member,
        sum(coalesce(vacancy.headcount, 0)) as numerator,
        cast(null as double) as denominator,
        count(*) as n,
        cast(null as bigint) as n_complement
    from {{ ref('fct_vacancy') }} as vacancy
    left join {{ ref('dim_enterprise') }} as enterprise on vacancy.enterprise_uscc = enterprise.uscc
    left join {{ ref('industry_sections') }} as section
        on
            substr(enterprise.industry_code, 1, 1) = section.section
            or substr(enterprise.industry_code, 1, 2) between section.division_from and section.division_to
    where vacancy.is_posted and not vacancy.is_repost
    group by
        {{ in_period('calendar_year', 'vacancy.posted_on', 'vacancy.posted_on_to') }},
        coalesce(section.section, 'unknown')
),

kpi_rows as (
    {{ kpi_period_rows('XQ07', 'cells', ['calendar_year'], 'first_fact', slots) }}
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
