-- Grain: one row per event_id, person, enterprise_name, the first received.
with versions as (
    {{ latest_version(
        'docking_events', 'event_attendance',
        ['feed_row.event_id', 'feed_row.contact_key', 'feed_row.enterprise_name'], wins='first'
    ) }}
)

select
    event_id,
    contact_key,
    enterprise_uscc,
    enterprise_name,
    position,
    is_member,
    signed_in_at,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
