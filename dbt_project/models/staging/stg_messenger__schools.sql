-- Grain: one row per school_code, the latest version as known at known_at.
with versions as (
    {{ latest_version('messenger', 'schools', ['feed_row.school_code']) }}
)

select
    school_code,
    institution_code,
    name,
    level,
    authority,
    district,
    status,
    registered_on,
    registered_on_to,
    verified_on,
    verified_on_to,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
