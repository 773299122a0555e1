-- Grain: one row per class_id and person, latest version.
{{ config(
    materialized=increment_or_table(),
    increment_keys=['class_id'],
    increment_order=['class_id', 'person']
) }}
{%- set part = enrolment_increment(
    ref('stg_training_office__enrolments'), ref('stg_training_office__training_classes')
) %}

with enrolments as (
    select
        class_id,
        person_key,
        contact_key,
        employer_uscc,
        {{ employer('employer_uscc', 'employer_name') }} as employer,
        enrolled_on,
        status
    from {{ ref('stg_training_office__enrolments') }}
    {{ 'where ' ~ part if part }}
)

select
    enrolments.class_id,
    {{ person('enrolments.person_key', 'enrolments.contact_key', 'enrolments.employer') }} as person,
    enrolments.person_key is not null as has_document,
    enrolments.contact_key,
    enrolments.employer_uscc,
    enrolments.employer,
    enrolments.enrolled_on,
    enrolments.status,
    training_class.class_id is not null as is_class_known,
    training_class.district_code
from enrolments
left join {{ ref('dim_training_class') }} as training_class on enrolments.class_id = training_class.class_id
