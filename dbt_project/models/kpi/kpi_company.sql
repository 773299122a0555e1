-- Grain: OF06, OF07: one row per KPI, calendar year and slice.
with first_customer as (
    select coalesce(min(active_from), {{ as_of() }}) as first_day
    from {{ ref('dim_customer') }}
    where active_from <= {{ as_of() }}
),

first_project as (
    select coalesce(min(approved_on), {{ as_of() }}) as first_day
    from {{ ref('fct_collaborative_project') }}
    where approved_on <= {{ as_of() }}
),

-- Active on at least one day of the year; on the day it ends a customer is one no longer.
active as (
    select
        year_of.period_start,
        customer.sector,
        customer.customer_code
    from {{ ref('dim_period') }} as year_of
    inner join {{ ref('dim_customer') }} as customer
        on
            year_of.period_end >= coalesce(customer.active_from_to, customer.active_from)
            and (
                customer.active_to is null
                or year_of.period_start < coalesce(customer.active_to_to, customer.active_to)
            )
    where year_of.period_kind = 'calendar_year'
    union all
    select
        cast(null as date) as period_start,
        sector,
        customer_code
    from {{ ref('dim_customer') }}
    where active_from is null
),

of06 as (
    select
        'calendar_year' as period_kind,
        period_start,
        cast(null as varchar) as district_code,
        case when grouping(sector) = 0 then 'sector' end as dimension,
        case when grouping(sector) = 0 then sector end as member,
        count(distinct customer_code) as numerator,
        cast(null as double) as denominator,
        count(distinct customer_code) as n,
        cast(null as bigint) as n_complement
    from active
    group by grouping sets ((period_start), (period_start, sector))
),

of07 as (
    select
        'calendar_year' as period_kind,
        {{ in_period('calendar_year', 'approved_on', 'approved_on_to') }} as period_start,
        cast(null as varchar) as district_code,
        cast(null as varchar) as dimension,
        cast(null as varchar) as member,
        count(*) as numerator,
        cast(null as double) as denominator,
        count(*) as n,
        cast(null as bigint) as n_complement
    from {{ ref('fct_collaborative_project') }}
    where approved_on is null or approved_on <= {{ as_of() }}
    group by {{ in_period('calendar_year', 'approved_on', 'approved_on_to') }}
),

kpi_rows as (
    {{ kpi_period_rows(
        'OF06', 'of06', ['calendar_year'], 'first_customer',
        [[none, none, false], ['sector', 'C', false], ['sector', 'B', false], ['sector', 'G', false]]
    ) }}
    union all
    {{ kpi_period_rows('OF07', 'of07', ['calendar_year'], 'first_project') }}
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
    -- Enterprises and government bodies are no persons; the end C and the sum of all ends hold persons.
    case when dimension = 'sector' and member in ('B', 'G') then 'public' end as own_cell_kind
from kpi_rows
