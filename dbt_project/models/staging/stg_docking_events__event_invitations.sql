-- Grain: one row per event_id, enterprise_uscc, the latest version as known at known_at.
with versions as (
    {{ latest_version(
        'docking_events', 'event_invitations',
        ['feed_row.event_id', 'feed_row.enterprise_uscc']
    ) }}
)

select
    event_id,
    enterprise_uscc,
    enterprise_name,
    invited_on,
    invited_on_to,
    reply,
    attended,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
