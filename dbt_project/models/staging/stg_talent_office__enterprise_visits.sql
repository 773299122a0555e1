-- Grain: one row per visit_no, the latest version as known at known_at.
with versions as (
    {{ latest_version('talent_office', 'enterprise_visits', ['feed_row.visit_no']) }}
)

select
    visit_no,
    enterprise_uscc,
    enterprise_name,
    visited_on,
    visited_on_to,
    purpose,
    status,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
