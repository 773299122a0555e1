-- Grain: BL17: one row per grant year.
with payments as (
    select
        contract_no,
        level,
        {{ year_begun('grant_year') }} as period_start,
        -- Decimals: money is summed exactly, in any order.
        cast(coalesce(amount, 0) as decimal(28, 6)) as amount,
        programme
    from {{ ref('fct_subsidy_payment') }}
    where is_standing
),

first_grant as (
    select coalesce(min(period_start), {{ as_of() }}) as first_day
    from payments
),

contract_years as (
    select
        period_start,
        contract_no,
        sum(case when level = '市级' then amount else 0 end)
        - sum(case when level = '区级' then amount else 0 end) as difference
    from payments
    where programme = '年薪资助' and contract_no is not null and period_start is not null
    group by period_start, contract_no
),

-- A contract is that of one expert.
cells as (
    select
        'calendar_year' as period_kind,
        period_start,
        cast(null as varchar) as district_code,
        cast(null as varchar) as dimension,
        cast(null as varchar) as member,
        count(case when abs(difference) <= 1 then 1 end) as numerator,
        count(*) as denominator,
        count(case when abs(difference) <= 1 then 1 end) as n,
        count(case when abs(difference) > 1 then 1 end) as n_complement
    from contract_years
    group by period_start
),

kpi_rows as (
    {{ kpi_period_rows('BL17', 'cells', ['calendar_year'], 'first_grant', [[none, none, true]], true) }}
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
