-- Grain: CT01: one row per calendar year.
with first_fact as (
    select coalesce(min(issued_on), {{ as_of() }}) as first_day
    from {{ ref('fct_certificate') }}
    where issued_on <= {{ as_of() }}
),

cells as (
    select
        'calendar_year' as period_kind,
        {{ in_period('calendar_year', 'issued_on', 'issued_on_to') }} as period_start,
        cast(null as varchar) as district_code,
        cast(null as varchar) as dimension,
        cast(null as varchar) as member,
        count(distinct issuer || '|' || certificate_no) as numerator,
        cast(null as double) as denominator,
        count(distinct person_key) as n,
        cast(null as bigint) as n_complement
    from {{ ref('fct_certificate') }}
    where is_issued
    group by {{ in_period('calendar_year', 'issued_on', 'issued_on_to') }}
),

kpi_rows as (
    {{ kpi_period_rows('CT01', 'cells', ['calendar_year'], 'first_fact') }}
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
