-- Grain: one row per uscc, the latest version as known at known_at.
with versions as (
    {{ latest_version('messenger', 'training_institutions', ['feed_row.uscc']) }}
)

select
    uscc,
    name,
    licence_no,
    licence_valid_to,
    licence_valid_to_to,
    district,
    registered_on,
    registered_on_to,
    verified_on,
    verified_on_to,
    status,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
