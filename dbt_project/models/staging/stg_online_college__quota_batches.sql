-- Grain: one row per batch, the latest version as known at known_at.
with versions as (
    {{ latest_version('online_college', 'quota_batches', ['feed_row.batch']) }}
)

select
    batch,
    opened_on,
    opened_on_to,
    quota,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
