-- Grain: XQ16: one row per academic year and slice.
with first_fact as (
    select coalesce(min(starts_on), {{ as_of() }}) as first_day
    from {{ ref('fct_internship') }}
    where starts_on <= {{ as_of() }}
),

internships as (
    select
        {{ in_period('academic_year', 'starts_on', 'starts_on_to') }} as period_start,
        district_code,
        school_code || '|' || student_no as person,
        is_compliant
    from {{ ref('fct_internship') }}
    where starts_on is null or starts_on <= {{ as_of() }}
),

cells as (
    select
        'academic_year' as period_kind,
        period_start,
        district_code,
        cast(null as varchar) as dimension,
        cast(null as varchar) as member,
        count(case when is_compliant then 1 end) as numerator,
        cast(count(*) as double) as denominator,
        count(distinct case when is_compliant then person end) as n,
        count(distinct case when not is_compliant then person end) as n_complement
    from internships
    group by grouping sets ((period_start), (period_start, district_code))
    having grouping(district_code) = 1 or district_code is not null
),

kpi_rows as (
    {{ kpi_period_rows('XQ16', 'cells', ['academic_year'], 'first_fact', [[none, none, true]], true) }}
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
