-- Grain: one row per enterprise_uscc, listed_on, the latest version as known at known_at.
with versions as (
    {{ latest_version(
        'talent_office', 'service_list',
        ['feed_row.enterprise_uscc', 'feed_row.listed_on']
    ) }}
)

select
    list_version,
    enterprise_uscc,
    enterprise_name,
    reason,
    listed_on,
    listed_on_to,
    delisted_on,
    delisted_on_to,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
