-- Grain: one row per event_id, party_name, role, the latest version as known at known_at.
with versions as (
    {{ latest_version(
        'docking_events', 'event_parties',
        ['feed_row.event_id', 'feed_row.party_name', 'feed_row.role']
    ) }}
)

select
    event_id,
    party_name,
    party_code,
    role,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
