-- Grain: one row per college_id, the latest version as known at known_at.
with versions as (
    {{ latest_version('training_company', 'industry_colleges', ['feed_row.college_id']) }}
)

select
    college_id,
    name,
    school_code,
    status,
    approved_on,
    approved_on_to,
    closed_on,
    closed_on_to,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
