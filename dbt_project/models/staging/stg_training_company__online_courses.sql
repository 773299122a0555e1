-- Grain: one row per provider, course_id, the latest version as known at known_at.
with versions as (
    {{ latest_version('training_company', 'online_courses', ['feed_row.provider', 'feed_row.course_id']) }}
)

select
    provider,
    course_id,
    title,
    category,
    hours,
    published_on,
    published_on_to,
    withdrawn_on,
    withdrawn_on_to,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
