-- Grain: one row per association_uscc, enterprise_uscc, valid_from, the latest version as known at known_at.
with versions as (
    {{ latest_version(
        'messenger', 'association_members',
        ['feed_row.association_uscc', 'feed_row.enterprise_uscc', 'feed_row.valid_from']
    ) }}
)

select
    association_uscc,
    enterprise_uscc,
    enterprise_name,
    grade,
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
