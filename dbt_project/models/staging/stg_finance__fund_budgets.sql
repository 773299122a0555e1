-- Grain: one row per fund, year, the latest version as known at known_at.
with versions as (
    {{ latest_version('finance', 'fund_budgets', ['feed_row.fund', 'feed_row.year']) }}
)

select
    fund,
    year,
    budget,
    adjusted_budget,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
