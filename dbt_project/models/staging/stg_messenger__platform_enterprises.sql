-- Grain: one row per enterprise_uscc, the latest version as known at known_at.
with versions as (
    {{ latest_version('messenger', 'platform_enterprises', ['feed_row.enterprise_uscc']) }}
)

select
    enterprise_uscc,
    enterprise_name,
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
