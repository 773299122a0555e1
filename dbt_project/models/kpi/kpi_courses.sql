-- Grain: NC05, OF01: one row per KPI, as-of day and slice.
with courses as (
    select
        system,
        cast(null as varchar) as district_code,
        coalesce(published_on_to, published_on) as counted_from,
        coalesce(withdrawn_on_to, withdrawn_on) as counted_to
    from {{ ref('dim_online_course') }}
    where published_on is not null
),

college as (
    select
        district_code,
        counted_from,
        counted_to
    from courses
    where system = 'online_college'
),

company as (
    select
        district_code,
        counted_from,
        counted_to
    from courses
    where system = 'training_company'
),

kpi_rows as (
    {{ as_of_rows('NC05', 'college') }}
    union all
    {{ as_of_rows('OF01', 'company') }}
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
