-- Grain: one row per uscc, tag, valid_from, the latest version as known at known_at.
with versions as (
    {{ latest_version(
        'market_registry', 'enterprise_tags',
        ['feed_row.uscc', 'feed_row.tag', 'feed_row.valid_from']
    ) }}
)

select
    uscc,
    tag,
    valid_from,
    valid_from_to,
    valid_to,
    valid_to_to,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
