-- Grain: one row per session_id, latest version; sessions of unknown classes included and marked.
select
    held.session_id,
    held.class_id,
    training_class.class_id is not null as is_class_known,
    training_class.district_code,
    held.held_on,
    held.held_on_to,
    held.hours,
    held.kind,
    held.status,
    -- Held by the as-of day, of a known class that was not cancelled; without a date it counts as undated.
    coalesce(
        held.status = '已举办'
        and not training_class.is_cancelled
        and (held.held_on is null or held.held_on <= {{ as_of() }}),
        false
    ) as is_held
from {{ ref('stg_training_office__class_sessions') }} as held
left join {{ ref('dim_training_class') }} as training_class on held.class_id = training_class.class_id
