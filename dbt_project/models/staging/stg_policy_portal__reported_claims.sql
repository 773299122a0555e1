-- Grain: one row per claim_id, the latest version as known at known_at.
with versions as (
    {{ latest_version('policy_portal', 'reported_claims', ['feed_row.claim_id']) }}
)

select
    claim_id,
    source,
    published_on,
    published_on_to,
    quote,
    kpi_id,
    period,
    scope,
    low,
    high,
    low_open,
    high_open,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
