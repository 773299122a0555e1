-- Grain: one row per uscc, year, the latest version as known at known_at.
with versions as (
    {{ latest_version('market_registry', 'enterprise_sizes', ['feed_row.uscc', 'feed_row.year']) }}
)

select
    uscc,
    year,
    employees,
    revenue,
    assets,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
