-- Grain: one row per event_id, party_name and role, latest version.
select
    party.event_id,
    party.party_name,
    party.party_code,
    party.role,
    event.event_id is not null as is_event_known,
    -- Joint organisers share the event; the other roles share among themselves.
    cast(1.0 / count(*) over (partition by party.event_id, party.role) as double) as allocation_weight
from {{ ref('stg_docking_events__event_parties') }} as party
left join {{ ref('dim_event') }} as event on party.event_id = event.event_id
