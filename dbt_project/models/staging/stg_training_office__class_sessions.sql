-- Grain: one row per session_id, the latest version as known at known_at.
{% set key = {'session_id': 'feed_row.session_id'} -%}
{{ config(materialized=increment_or_table(), increment_keys=key | list, increment_order=key | list) }}
{%- set part = versions_increment(
    ref('stg_deliveries'), 'training_office', 'class_sessions', source('training_office', 'class_sessions'), key
) %}

with versions as (
    {{ latest_version('training_office', 'class_sessions', key.values(), among=part) }}
)

select
    session_id,
    class_id,
    held_on,
    held_on_to,
    starts_at,
    ends_at,
    hours,
    kind,
    venue,
    host_uscc,
    status,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
