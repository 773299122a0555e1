-- Grain: one row per provider and course_id, latest version.
select
    provider,
    course_id,
    title,
    category,
    hours,
    published_on,
    published_on_to,
    withdrawn_on,
    withdrawn_on_to
from {{ ref('stg_online_college__online_courses') }}
