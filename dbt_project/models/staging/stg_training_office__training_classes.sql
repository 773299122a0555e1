-- Grain: one row per class_id, the latest version as known at known_at.
{% set key = {'class_id': 'feed_row.class_id'} -%}
{{ config(materialized=increment_or_table(), increment_keys=key | list, increment_order=key | list) }}
{%- set part = versions_increment(
    ref('stg_deliveries'), 'training_office', 'training_classes', source('training_office', 'training_classes'), key
) %}

with versions as (
    {{ latest_version('training_office', 'training_classes', key.values(), among=part) }}
)

select
    class_id,
    title,
    organiser,
    co_organisers,
    audience,
    district,
    planned_seats,
    spent,
    policy_no,
    status,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
