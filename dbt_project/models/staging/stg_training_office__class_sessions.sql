-- Grain: one row per session_id, the latest version as known at known_at.
with versions as (
    {{ latest_version('training_office', 'class_sessions', ['feed_row.session_id']) }}
)

select
    session_id,
    class_id,
    held_on,
    held_on_to,
    starts_at,
    ends_at,
    hours,
    kind,
    venue,
    host_uscc,
    status,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
