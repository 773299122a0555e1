-- Grain: one row per event_id and enterprise_uscc, latest version.
select
    invitation.event_id,
    invitation.enterprise_uscc,
    invitation.enterprise_name,
    invitation.invited_on,
    invitation.reply,
    coalesce(invitation.attended, false) as has_attended,
    event.event_id is not null as is_event_known
from {{ ref('stg_docking_events__event_invitations') }} as invitation
left join {{ ref('dim_event') }} as event on invitation.event_id = event.event_id
