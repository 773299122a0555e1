-- Grain: one row per uscc, the latest version as known at known_at.
with versions as (
    {{ latest_version('messenger', 'associations', ['feed_row.uscc']) }}
)

select
    uscc,
    name,
    district,
    registered_on,
    registered_on_to,
    verified_on,
    verified_on_to,
    status,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
