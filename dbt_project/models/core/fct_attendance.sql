-- Grain: one row per session_id and person with a recorded attendance, latest version.
{{ config(
    materialized=increment_or_table(),
    increment_keys=['session_id', 'held_on'],
    increment_day='held_on',
    increment_order=['held_on', 'session_id', 'person']
) }}
{%- set part = attendance_increment(
    ref('stg_training_office__attendance'),
    ref('stg_training_office__class_sessions'),
    ref('stg_training_office__enrolments'),
    ref('stg_training_office__training_classes'),
    ref('fct_class_session')
) %}

with contacts as (
    select
        class_id,
        contact_key,
        employer,
        -- An enrolment without a document is keyed the same way, so it goes first; the rest only breaks ties.
        row_number() over (
            partition by class_id, contact_key
            order by has_document asc, enrolled_on desc nulls last, employer asc nulls last
        ) as contact_rank
    from {{ ref('fct_enrolment') }}
    where contact_key is not null {{ 'and ' ~ part.enrolments if part }}
),

attendance as (
    select
        recorded.session_id,
        {{ person('recorded.person_key', 'recorded.contact_key', 'contacts.employer') }} as person,
        recorded.person_key is not null as has_document,
        recorded.status,
        recorded.hours_credited,
        recorded.recorded_at,
        held.class_id,
        held.session_id is not null as is_session_known,
        coalesce(held.is_held, false) as is_held,
        held.held_on,
        held.held_on_to,
        held.district_code
    from {{ ref('stg_training_office__attendance') }} as recorded
    left join {{ ref('fct_class_session') }} as held on recorded.session_id = held.session_id
    left join contacts
        on
            recorded.person_key is null
            and held.class_id = contacts.class_id
            and recorded.contact_key = contacts.contact_key
            and contacts.contact_rank = 1
    {{ 'where ' ~ part.recorded if part }}
)

select
    attendance.session_id,
    attendance.person,
    attendance.has_document,
    attendance.class_id,
    attendance.is_session_known,
    attendance.is_held,
    attendance.held_on,
    attendance.held_on_to,
    attendance.district_code,
    attendance.status,
    attendance.is_held and coalesce(attendance.status in ('出勤', '迟到'), false) as is_attended,
    attendance.is_held and coalesce(attendance.status = '缺勤', false) as is_absent,
    attendance.hours_credited,
    attendance.recorded_at,
    enrolment.person is not null as is_enrolled,
    enrolment.employer_uscc
from attendance
left join {{ ref('fct_enrolment') }} as enrolment
    on attendance.class_id = enrolment.class_id and attendance.person = enrolment.person
