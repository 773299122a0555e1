-- Grain: XQ15: one row per calendar year.
with funds as (
    select distinct fund -- one fund pays many times
    from {{ ref('fct_subsidy_payment') }}
    where programme = '校企合作' and is_standing and fund is not null
),

budgets as (
    select
        budget.year,
        sum(cast(coalesce(budget.adjusted_budget, budget.budget) as decimal(28, 6))) as budget
    from {{ ref('fct_fund_budget') }} as budget
    inner join funds on budget.fund = funds.fund
    group by budget.year
),

-- What was paid is XQ14, with its years and payees; payments without a year are told there alone.
kpi_rows as (
    select
        'XQ15' as kpi_id,
        paid.period_kind,
        paid.period_start,
        paid.period_end,
        paid.district_code,
        paid.dimension,
        paid.member,
        paid.numerator,
        cast(coalesce(budgets.budget, 0) as double) as denominator,
        paid.n,
        paid.n_complement,
        paid.top_share
    from {{ ref('kpi_subsidies') }} as paid
    left join budgets on extract(year from paid.period_start) = budgets.year
    where paid.kpi_id = 'XQ14' and paid.period_start is not null
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
    cast(null as varchar) as own_cell_kind,
    top_share
from kpi_rows
