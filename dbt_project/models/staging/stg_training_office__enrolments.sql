-- Grain: one row per class_id, person, the latest version as known at known_at.
{% set employer_of_row = employer('feed_row.employer_uscc', 'feed_row.employer_name') -%}
{% set person_of_row = person('feed_row.person_key', 'feed_row.contact_key', employer_of_row) -%}

with versions as (
    {{ latest_version('training_office', 'enrolments', ['feed_row.class_id', person_of_row]) }}
)

select
    class_id,
    person_id_type,
    person_key,
    contact_key,
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
