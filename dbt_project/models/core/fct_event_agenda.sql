-- Grain: one row per event_id and seq, latest version.
select
    item.event_id,
    item.seq,
    item.kind,
    item.title,
    item.speaker_org,
    item.place,
    {{ fold_name('item.place') }} as folded_place,
    event.event_id is not null as is_event_known
from {{ ref('stg_docking_events__event_agenda') }} as item
left join {{ ref('dim_event') }} as event on item.event_id = event.event_id
