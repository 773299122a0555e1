-- Grain: BL12: one row per year in which demands were raised and step.
{% set steps = [
    [none, 'true'], ['demand', 'true'], ['introduction', 'reached_introduction or reached_negotiation'],
    ['negotiation', 'reached_negotiation'], ['contract', 'reached_contract']
] -%}
with first_fact as (
    select coalesce(min(day), {{ as_of() }}) as first_day
    from (
        select raised_on as day
        from {{ ref('fct_demand_funnel') }}
        union all
        select introduced_on as day
        from {{ ref('fct_introduction') }}
        where demand_no is null
    ) as facts
    where day <= {{ as_of() }}
),

demands as (
    select
        {{ in_period('calendar_year', 'raised_on', 'raised_on_to') }} as period_start,
        reached_introduction,
        reached_negotiation,
        reached_contract
    from {{ ref('fct_demand_funnel') }}
    where has_happened and not is_duplicate
),

without_demand as (
    select {{ in_period('calendar_year', 'introduced_on', 'introduced_on_to') }} as period_start
    from {{ ref('fct_introduction') }}
    where has_happened and demand_no is null
),

cells as (
    {% for step, reached in steps -%}
        select
            'calendar_year' as period_kind,
            period_start,
            cast(null as varchar) as district_code,
            cast({{ "'step'" if step else "null" }} as varchar) as dimension,
            cast({{ "'" ~ step ~ "'" if step else "null" }} as varchar) as member,
            count(*) as numerator,
            cast(null as double) as denominator,
            count(*) as n,
            cast(null as bigint) as n_complement
        from demands
        where {{ reached }}
        group by period_start
        union all
    {% endfor -%}
    select
        'calendar_year' as period_kind,
        period_start,
        cast(null as varchar) as district_code,
        'step' as dimension,
        'introduction_without_demand' as member,
        count(*) as numerator,
        cast(null as double) as denominator,
        count(*) as n,
        cast(null as bigint) as n_complement
    from without_demand
    group by period_start
),

kpi_rows as (
    {{ kpi_period_rows(
        'BL12', 'cells', ['calendar_year'], 'first_fact',
        [
            [none, none, false], ['step', 'demand', false], ['step', 'introduction', false],
            ['step', 'negotiation', false], ['step', 'contract', false],
            ['step', 'introduction_without_demand', false]
        ],
        published_as='cohort'
    ) }}
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
    case when member = 'introduction_without_demand' then 'introductions' end as own_unit,
    cast(null as varchar) as own_cell_kind
from kpi_rows
