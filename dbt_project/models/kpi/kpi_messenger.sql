-- Grain: XQ01, XQ03: one row per KPI, as-of day and slice.
with schools as (
    select
        district_code,
        coalesce(verified_on_to, verified_on) as counted_from,
        cast(null as date) as counted_to
    from {{ ref('dim_school') }}
    where status in ('在办', '更名', '升格') and verified_on is not null
),

enterprises as (
    select
        district_code,
        coalesce(verified_on_to, verified_on) as counted_from,
        cast(null as date) as counted_to
    from {{ ref('dim_platform_enterprise') }}
    where status = '有效' and verified_on is not null
),

kpi_rows as (
    {{ as_of_rows('XQ01', 'schools') }}
    union all
    {{ as_of_rows('XQ03', 'enterprises') }}
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
