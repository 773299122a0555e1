-- Grain: TG01: one row per body, KPI and year with a target; the version received last.
with targets as (
    select
        target.body || '|' || target.kpi_id as member,
        target.kpi_id,
        target.target,
        period.period_start,
        period.period_end
    from {{ ref('dim_annual_target') }} as target
    inner join {{ ref('dim_period') }} as period
        on period.period_kind = 'calendar_year' and target.year = extract(year from period.period_start)
),

-- The value of the year, else the state at its end; a KPI that lacks a feed has none.
actuals as (
    select
        targets.member,
        targets.period_start,
        facts.value,
        facts.n,
        facts.n_complement,
        facts.top_share,
        coalesce(facts.own_cell_kind, catalogue.cell_kind) as cell_kind,
        row_number() over (
            partition by targets.member, targets.period_start
            order by
                case facts.period_kind when 'calendar_year' then 1 when 'as_of' then 2 else 3 end
        ) as choice
    from targets
    inner join {{ ref('kpi_catalogue') }} as catalogue on targets.kpi_id = catalogue.kpi_id
    inner join {{ ref('dim_kpi_availability') }} as availability
        on targets.kpi_id = availability.kpi_id and availability.is_available
    inner join {{ ref('kpi_area_rows') }} as facts
        on
            targets.kpi_id = facts.kpi_id
            and facts.district_code is null
            and facts.dimension is null
            and (
                (facts.period_kind = 'calendar_year' and targets.period_start = facts.period_start)
                or (facts.period_kind in ('as_of', 'to_date') and targets.period_end = facts.period_end)
            )
),

kpi_rows as (
    select
        'TG01' as kpi_id,
        'calendar_year' as period_kind,
        targets.period_start,
        targets.period_end,
        cast(null as varchar) as district_code,
        'target' as dimension,
        targets.member,
        actuals.value as numerator,
        coalesce(targets.target, 0) as denominator,
        actuals.n,
        actuals.n_complement,
        actuals.cell_kind,
        actuals.top_share
    from targets
    left join actuals
        on
            targets.member = actuals.member
            and targets.period_start = actuals.period_start
            and actuals.choice = 1
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
    -- The share of a target tells the figure behind it.
    cell_kind as own_cell_kind,
    top_share
from kpi_rows
