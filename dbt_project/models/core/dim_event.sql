-- Grain: one row per event_id, latest version.
select
    event_id,
    title,
    held_on,
    held_on_to,
    published_on,
    venue,
    district as district_code,
    status,
    coalesce(status = '举办' and (held_on is null or held_on <= {{ as_of() }}), false) as is_held
from {{ ref('stg_docking_events__events') }}
