-- Grain: NC08, NC09: one row per KPI, period and slice.
with facts as (
    select
        account_id,
        enterprise_key,
        enterprise_uscc,
        district_code,
        studied_on as day,
        studied_on_to as day_to,
        credited_seconds as amount
    from {{ ref('fct_study') }}
    where is_counted
),

first_fact as (
    select coalesce(min(studied_on), {{ as_of() }}) as first_day
    from {{ ref('fct_study') }}
    where studied_on <= {{ as_of() }}
),

bucketed as (
    {% for kind in ['calendar_year', 'month'] -%}
        select
            '{{ kind }}' as period_kind,
            {{ in_period(kind, 'day', 'day_to') }} as period_start,
            account_id,
            enterprise_uscc,
            district_code,
            amount
        from facts
        {% if not loop.last %}union all{% endif %}
    {% endfor -%}
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
        count(distinct account_id) as n,
        cast(null as bigint) as n_complement
    from bucketed
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
        count(distinct account_id) as n,
        cast(null as bigint) as n_complement
    from bucketed
    where period_kind = 'calendar_year' and enterprise_uscc is not null
    group by period_kind, period_start, enterprise_uscc
),

kpi_rows as (
    {{ kpi_period_rows('NC08', 'cells', ['calendar_year', 'month'], 'first_fact') }}
    union all
    {{ enterprise_month_rows('NC09', 'facts', amounts_per_unit=3600) }}
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
