-- Grain: one row per uscc and legal_name that any delivery gave it; replaced_on is when another name came.
with deliveries as (
    select
        feed_row.uscc,
        feed_row.legal_name,
        cast(feed_row._received_at as date) as received_on,
        row_number() over (
            partition by feed_row.uscc
            order by delivery.delivery_order, feed_row._seq
        ) as place
    from {{ received_rows('market_registry', 'enterprises') }}
    where feed_row.legal_name is not null
),

spells as (
    select
        uscc,
        legal_name,
        max(place) as last_place
    from deliveries
    group by uscc, legal_name
)

select
    spells.uscc,
    spells.legal_name,
    later.received_on as replaced_on
from spells
left join deliveries as later on spells.uscc = later.uscc and spells.last_place + 1 = later.place
