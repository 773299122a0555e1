-- Grain: one row per feed of a contract; whether it was ever received, as known at known_at.
{% set feeds = [] -%}
{% for node in (graph.sources.values() if execute else []) if node.source_name != 'landing_log' -%}
    {% do feeds.append("('" ~ node.source_name ~ "', '" ~ node.name ~ "')") -%}
{% endfor -%}
with feeds as (
    select
        listed.system,
        listed.feed
    from (values {{ feeds | sort | join(', ') or "('', '')" }}) as listed (system, feed)
),

received as (
    select
        system,
        feed,
        count(*) as deliveries,
        sum(rows_accepted) as rows_accepted,
        max(received_at) as last_received_at
    from {{ ref('stg_deliveries') }}
    group by system, feed
)

select
    feeds.system,
    feeds.feed,
    received.feed is not null as is_received,
    cast(coalesce(received.deliveries, 0) as bigint) as deliveries,
    cast(coalesce(received.rows_accepted, 0) as bigint) as rows_accepted,
    received.last_received_at
from feeds
left join received on feeds.system = received.system and feeds.feed = received.feed
