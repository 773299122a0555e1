-- Grain: one row per session_id, person, the latest version as known at known_at.
{% set person_of_row = 'coalesce(feed_row.person_key, feed_row.contact_key)' -%}
{%- set key = {'session_id': 'feed_row.session_id', 'recorded_person': person_of_row} -%}
{{ config(materialized=increment_or_table(), increment_keys=key | list, increment_order=key | list) }}
{%- set part = versions_increment(
    ref('stg_deliveries'), 'training_office', 'attendance', source('training_office', 'attendance'), key
) %}

with versions as (
    {{ latest_version('training_office', 'attendance', key.values(), among=part) }}
)

select
    session_id,
    person_id_type,
    person_key,
    contact_key,
    coalesce(person_key, contact_key) as recorded_person,
    status,
    hours_credited,
    recorded_at,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
