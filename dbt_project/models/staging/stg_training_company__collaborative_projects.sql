-- Grain: one row per project_no, the latest version as known at known_at.
with versions as (
    {{ latest_version('training_company', 'collaborative_projects', ['feed_row.project_no']) }}
)

select
    project_no,
    school_code,
    school_name,
    approved_on,
    approved_on_to,
    kind,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
