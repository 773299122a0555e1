{#- Which sessions and which trainees the changes of the training office touch. -#}

{#- Plan of fct_enrolment: none, or the condition that keeps the classes in fct_enrolment__affected (class_id).
    enrolments, classes: staging's event tables. -#}
{%- macro enrolment_increment(enrolments, classes) -%}
    {%- set state = plan_from_all_changes([enrolments, classes]) -%}
    {%- if state is none -%}{{ return(none) }}{%- endif -%}
    {%- do run_query(
        "create or replace temp table fct_enrolment__affected as
        select class_id from " ~ state.changes[enrolments.identifier] ~ " as changes
        union
        select class_id from " ~ state.changes[classes.identifier] ~ " as changes"
    ) -%}
    {{ return('class_id in (select class_id from fct_enrolment__affected)') }}
{%- endmacro -%}

{#- Plan of fct_attendance: none, or {recorded, enrolments: conditions that keep the rows and enrolments of the sessions
    in fct_attendance__affected (session_id, held_on)}: there stand the day a session was held on before and the one it is
    held on now. All sessions of a class read its row and its enrolments.
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
                or " ~ in_asked_months('held_on') ~ "
                or class_id in (select class_id from " ~ state.changes[enrolments.identifier] ~ " as changes)
                or class_id in (select class_id from " ~ state.changes[classes.identifier] ~ " as changes)
            union
            select session_id from " ~ this ~ " where " ~ in_asked_months('held_on') ~ "
        ),
        held as (
            select session_id, held_on from " ~ sessions ~ " as sessions
            union all
            select session_id, held_on from " ~ state.changes[received_sessions.identifier] ~ " as changes
            union all
            select session_id, held_on from " ~ this ~ " where " ~ in_asked_months('held_on') ~ "
        )
        select touched.session_id, held.held_on from touched inner join held on touched.session_id = held.session_id
        union
        select session_id, cast(null as date) as held_on from touched"
    ) -%}
    {%- do run_query(
        "create or replace temp table fct_attendance__places as
        select rowid as place from " ~ recorded ~ " as recorded
        where session_id in (select session_id from fct_attendance__affected)"
    ) -%}
    {%- do run_query(
        "create or replace temp table fct_attendance__classes as
        select distinct class_id from " ~ sessions ~ " as sessions
        where session_id in (select session_id from fct_attendance__affected)"
    ) -%}
    {{ return({
        'recorded': 'recorded.rowid in (select place from fct_attendance__places)',
        'enrolments': 'class_id in (select class_id from fct_attendance__classes)',
    }) }}
{%- endmacro -%}

{#- Plan of fct_attendance_period: none, or the condition that keeps the facts of the trainees in
    fct_attendance_period__affected (class_id, person). sessions: relation with class_id and held_on. -#}
{%- macro attendance_period_increment(attendance, sessions) -%}
    {%- set changes = plan_from_changes(attendance, '') -%}
    {%- if changes is none -%}{{ return(none) }}{%- endif -%}
    {%- do run_query(
        "create or replace temp table fct_attendance_period__affected as
        select distinct class_id, person from " ~ changes ~ " as changes where is_held"
    ) -%}
    {%- set days = days_of(
        "(select held_on from " ~ sessions ~ " as sessions
        where class_id in (select class_id from fct_attendance_period__affected))", 'held_on'
    ) -%}
    {{ return(
        on_days('held_on', days) ~ ' and (class_id, person) in (select class_id, person from fct_attendance_period__affected)'
    ) }}
{%- endmacro -%}
