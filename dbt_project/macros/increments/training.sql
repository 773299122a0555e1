{#- Which sessions and which trainees the changes of the training office touch. -#}

{#- Plan of fct_attendance: none, or its state; then fct_attendance__affected holds (session_id, held_on) with the day a
    session was held on before and is now, and fct_attendance__recorded the places of their rows (recorded_row). An
    enrolment or a class is read by all sessions of its class.
    recorded, received_sessions, enrolments, classes: staging's event tables; sessions: relation with session_id, class_id,
    held_on as they are now. -#}
{%- macro attendance_increment(recorded, received_sessions, enrolments, classes, sessions) -%}
    {%- set state = plan_from_all_changes([recorded, received_sessions, enrolments, classes]) -%}
    {%- if state is none -%}{{ return(none) }}{%- endif -%}
    {%- do run_query(
        "create or replace temp table fct_attendance__affected as
        with touched as (
            select session_id from " ~ state.changes[recorded.identifier] ~ " as changes
            union
            select session_id from " ~ state.changes[received_sessions.identifier] ~ " as changes
            union
            select session_id from " ~ sessions ~ " as sessions
            where
                " ~ as_of_moved_over('held_on', state) ~ "
                or class_id in (select class_id from " ~ state.changes[enrolments.identifier] ~ " as changes)
                or class_id in (select class_id from " ~ state.changes[classes.identifier] ~ " as changes)
        ),
        held as (
            select session_id, held_on from " ~ sessions ~ " as sessions
            union all
            select session_id, held_on from " ~ state.changes[received_sessions.identifier] ~ " as changes
        )
        select touched.session_id, held.held_on from touched inner join held on touched.session_id = held.session_id
        union
        select session_id, cast(null as date) as held_on from touched"
    ) -%}
    {%- do run_query(
        "create or replace temp table fct_attendance__recorded as
        select rowid as recorded_row from " ~ recorded ~ " as recorded
        where session_id in (select session_id from fct_attendance__affected)"
    ) -%}
    {{ return(state) }}
{%- endmacro -%}

{#- Plan of fct_attendance_period: none, or the days on which facts of the trainees in fct_attendance_period__affected
    (class_id, person) may lie. sessions: relation with class_id and held_on. -#}
{%- macro attendance_period_increment(attendance, sessions) -%}
    {%- set changes = plan_from_changes(attendance, '') -%}
    {%- if changes is none -%}{{ return(none) }}{%- endif -%}
    {%- do run_query(
        "create or replace temp table fct_attendance_period__affected as
        select distinct class_id, person from " ~ changes ~ " as changes where is_held"
    ) -%}
    {{ return(days_of(
        "(select held_on from " ~ sessions ~ " as sessions
        where class_id in (select class_id from fct_attendance_period__affected))", 'held_on'
    )) }}
{%- endmacro -%}
