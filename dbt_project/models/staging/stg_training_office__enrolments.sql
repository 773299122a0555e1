-- Grain: one row per class_id, person, the latest version as known at known_at.
{% set employer_of_row = employer('feed_row.employer_uscc', 'feed_row.employer_name') -%}
{%- set person_of_row = person('feed_row.person_key', 'feed_row.contact_key', employer_of_row) -%}
{%- set key = {'class_id': 'feed_row.class_id', 'person': person_of_row} -%}
{{ config(materialized=increment_or_table(), increment_keys=key | list, increment_order=key | list) }}
{%- set part = versions_increment(
    ref('stg_deliveries'), 'training_office', 'enrolments', source('training_office', 'enrolments'), key
) %}

with versions as (
    {{ latest_version('training_office', 'enrolments', key.values(), among=part) }}
)

select
    class_id,
    person_id_type,
    person_key,
    contact_key,
    {{ person('person_key', 'contact_key', employer('employer_uscc', 'employer_name')) }} as person,
    employer_uscc,
    employer_name,
    enrolled_on,
    enrolled_on_to,
    status,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
