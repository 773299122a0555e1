-- Grain: one row per fund and year, latest version.
select
    fund,
    year,
    budget,
    adjusted_budget
from {{ ref('stg_finance__fund_budgets') }}
