-- Grain: one row per person, the latest version as known at known_at.
with versions as (
    {{ latest_version('talent_office', 'experts', ['feed_row.person_key']) }}
)

select
    person_id_type,
    person_key,
    nationality,
    field,
    degree,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
