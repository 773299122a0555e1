-- Grain: one row per event_id, contact_key and enterprise_name, first received.
select
    signed.event_id,
    signed.contact_key,
    signed.enterprise_name,
    {{ employer('signed.enterprise_uscc', 'signed.enterprise_name') }} as enterprise_key,
    coalesce(signed.is_member, false) as is_member,
    signed.signed_in_at,
    event.event_id is not null as is_event_known
from {{ ref('stg_docking_events__event_attendance') }} as signed
left join {{ ref('dim_event') }} as event on signed.event_id = event.event_id
