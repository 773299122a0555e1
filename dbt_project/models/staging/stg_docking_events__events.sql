-- Grain: one row per event_id, the latest version as known at known_at.
with versions as (
    {{ latest_version('docking_events', 'events', ['feed_row.event_id']) }}
)

select
    event_id,
    title,
    held_on,
    held_on_to,
    published_on,
    published_on_to,
    venue,
    district,
    status,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
