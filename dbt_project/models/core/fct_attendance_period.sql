-- Grain: one row per class_id, person, calendar year and quarter (null = in none) of held sessions.
{{ config(
    materialized=increment_or_table(),
    increment_keys=['class_id', 'person'],
    increment_order=['year_start', 'quarter_start', 'class_id', 'person']
) }}
{%- set part = attendance_period_increment(ref('fct_attendance'), ref('fct_class_session')) %}

with held as (
    select
        class_id,
        person,
        {{ in_period('calendar_year', 'held_on', 'held_on_to') }} as year_start,
        {{ in_period('quarter', 'held_on', 'held_on_to') }} as quarter_start,
        district_code,
        is_enrolled,
        employer_uscc,
        is_attended,
        is_absent,
        held_on,
        -- Sorts like the day, undated ones last, and within a day like the session.
        coalesce(cast(held_on as varchar), '9999-99-99') || '|' || session_id as session_place,
        case when is_attended then cast(coalesce(hours_credited, 0) as decimal(18, 6)) else 0 end as hours
    from {{ ref('fct_attendance') }}
    where is_held {{ 'and ' ~ part if part }}
)

select
    class_id,
    person,
    year_start,
    quarter_start,
    district_code,
    is_enrolled,
    employer_uscc,
    count(case when is_attended then 1 end) as attended,
    count(case when is_absent then 1 end) as absent,
    cast(sum(hours) as decimal(38, 6)) as hours,
    min(case when is_attended then held_on end) as first_held_on,
    min(case when is_attended then session_place end) as first_session
from held
group by class_id, person, year_start, quarter_start, district_code, is_enrolled, employer_uscc
