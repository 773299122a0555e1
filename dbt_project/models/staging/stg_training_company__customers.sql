-- Grain: one row per customer_code, sector, the latest version as known at known_at.
with versions as (
    {{ latest_version('training_company', 'customers', ['feed_row.customer_code', 'feed_row.sector']) }}
)

select
    customer_code,
    customer_name,
    sector,
    active_from,
    active_from_to,
    active_to,
    active_to_to,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
