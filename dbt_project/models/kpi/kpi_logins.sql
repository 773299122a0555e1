-- Grain: NC02, NC06, NC07: one row per KPI, period and slice.
with facts as (
    select
        account_id,
        enterprise_key,
        district_code,
        logged_in_on as day,
        logins as amount
    from {{ ref('fct_login') }}
    where is_counted
),

first_fact as (
    select coalesce(min(logged_in_on), {{ as_of() }}) as first_day
    from {{ ref('fct_login') }}
    where logged_in_on <= {{ as_of() }}
),

cells as (
    {% for kind in ['calendar_year', 'month'] -%}
        select
            '{{ kind }}' as period_kind,
            {{ period_start(kind, 'day') }} as period_start,
            district_code,
            cast(null as varchar) as dimension,
            cast(null as varchar) as member,
            sum(amount) as numerator,
            cast(null as double) as denominator,
            count(distinct account_id) as n,
            cast(null as bigint) as n_complement
        from facts
        group by
            grouping sets (
                ({{ period_start(kind, 'day') }}),
                ({{ period_start(kind, 'day') }}, district_code)
            )
        having grouping(district_code) = 1 or district_code is not null
        {% if not loop.last %}union all{% endif %}
    {% endfor -%}
),

active as (
    select
        period_kind,
        period_start,
        district_code,
        dimension,
        member,
        n as numerator,
        denominator,
        n,
        n_complement
    from cells
),

kpi_rows as (
    {{ kpi_period_rows('NC02', 'active', ['month'], 'first_fact') }}
    union all
    {{ kpi_period_rows('NC06', 'cells', ['calendar_year', 'month'], 'first_fact') }}
    union all
    {{ enterprise_month_rows('NC07', 'facts') }}
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
