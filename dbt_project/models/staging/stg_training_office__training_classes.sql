-- Grain: one row per class_id, the latest version as known at known_at.
with versions as (
    {{ latest_version('training_office', 'training_classes', ['feed_row.class_id']) }}
)

select
    class_id,
    title,
    organiser,
    co_organisers,
    audience,
    district,
    planned_seats,
    spent,
    policy_no,
    status,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
