-- Grain: one row per permit_no, the latest version as known at known_at.
with versions as (
    {{ latest_version('talent_office', 'permits', ['feed_row.permit_no']) }}
)

select
    permit_no,
    kind,
    person_id_type,
    person_key,
    applied_on,
    applied_on_to,
    issued_on,
    issued_on_to,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
