{{ config(meta={
    'dagster': {'ref': {'name': 'fct_attendance_period'}},
    'owner': 'engineer',
    'sentence_en': 'Every attendance recorded stands behind one fact, and every session attended or missed behind one trainee; a gap means that rows vanished or doubled on the way.',
    'sentence_zh': '每条考勤记录都对应一条事实，每次出勤或缺勤都对应一名学员；有差额说明记录丢失或重复。'
}) }}
-- What: latest versions against facts, and facts that count against the sums of the periods.
-- When it matters: after every change of the joins with sessions and enrolments, or of the increments.
-- How to resolve: build with --full-refresh; if the gap stays, compare per session.
select
    received.rows_received,
    facts.rows_kept,
    facts.counted,
    periods.counted as counted_in_periods
from (select count(*) as rows_received from {{ ref('stg_training_office__attendance') }}) as received
cross join (
    select
        count(*) as rows_kept,
        count(case when is_attended or is_absent then 1 end) as counted
    from {{ ref('fct_attendance') }}
) as facts
cross join (
    select coalesce(sum(attended + absent), 0) as counted
    from {{ ref('fct_attendance_period') }}
) as periods
where received.rows_received <> facts.rows_kept or facts.counted <> periods.counted
