-- Grain: BL13, BL14, BL15: one row per KPI, period and slice.
with first_fact as (
    select coalesce(min(submitted_on), {{ as_of() }}) as first_day
    from {{ ref('fct_application_funnel') }}
    where submitted_on <= {{ as_of() }}
),

applicants as (
    select
        {{ in_period('calendar_year', 'submitted_on', 'submitted_on_to') }} as period_start,
        person,
        pooled_on is not null as is_pooled
    from {{ ref('fct_application_funnel') }}
    where has_happened
),

sums as (
    select
        period_start,
        count(distinct person) as applicants,
        count(distinct case when is_pooled then person end) as pooled
    from applicants
    group by period_start
),

{% for kpi, numerator, denominator, complement in [
    ['bl13', 'applicants', 'null', 'null'], ['bl15', 'pooled', 'applicants', 'applicants - pooled']
] -%}
    {{ kpi }} as (
        select
            'calendar_year' as period_kind,
            period_start,
            cast(null as varchar) as district_code,
            cast(null as varchar) as dimension,
            cast(null as varchar) as member,
            {{ numerator }} as numerator,
            cast({{ denominator }} as double) as denominator,
            {{ numerator }} as n,
            cast({{ complement }} as bigint) as n_complement
        from sums
    ),

{% endfor -%}
pool as (
    select
        person,
        cast(null as varchar) as district_code,
        pooled_on as counted_from,
        least(rejected_on, withdrawn_on) as counted_to
    from {{ ref('fct_application_funnel') }}
    where pooled_on is not null
),

kpi_rows as (
    {{ kpi_period_rows('BL13', 'bl13', ['calendar_year'], 'first_fact') }}
    union all
    {{ as_of_rows('BL14', 'pool', 'person') }}
    union all
    {{ kpi_period_rows('BL15', 'bl15', ['calendar_year'], 'first_fact', [[none, none, true]], true) }}
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
