-- Grain: one row per class_id, latest version.
select
    class_id,
    title,
    organiser,
    audience,
    district as district_code,
    planned_seats,
    spent,
    policy_no,
    status,
    coalesce(status = '取消', false) as is_cancelled
from {{ ref('stg_training_office__training_classes') }}
