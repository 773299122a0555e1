-- Grain: one row per event_id, seq, the latest version as known at known_at.
with versions as (
    {{ latest_version('docking_events', 'event_agenda', ['feed_row.event_id', 'feed_row.seq']) }}
)

select
    event_id,
    seq,
    kind,
    title,
    speaker_org,
    place,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
