-- Grain: one row per session_id, person, the latest version as known at known_at.
{% set person_of_row = 'coalesce(feed_row.person_key, feed_row.contact_key)' -%}

with versions as (
    {{ latest_version('training_office', 'attendance', ['feed_row.session_id', person_of_row]) }}
)

select
    session_id,
    person_id_type,
    person_key,
    contact_key,
    status,
    hours_credited,
    recorded_at,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
