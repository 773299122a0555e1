{{ config(meta={
    'dagster': {'ref': {'name': 'fct_study_period'}},
    'owner': 'engineer',
    'sentence_en': 'Every study row received is in the table of days; a gap means that hours vanished or doubled on the way.',
    'sentence_zh': '收到的每条学习记录都进入日汇总；有差额说明时长丢失或重复。'
}) }}
-- What: the rows of the days, added up per account, against the rows accepted from the files that count, less records
-- whose number was received before, per feed.
-- When it matters: after every change of the credit rule, and when an increment leaves out or doubles a day.
-- How to resolve: compare per day with a build of `--full-refresh`.
with received as (
    select
        feed,
        sum(rows_accepted) as study_rows
    from {{ ref('stg_deliveries') }}
    where system = 'online_college' and feed in ('study_records', 'study_days')
    group by feed
),

superseded as (
    select count(*) - count(distinct repeated.record_id) as study_rows
    from {{ ref('stg_online_college__study_repeats') }} as repeated
    inner join {{ ref('stg_deliveries') }} as delivery
        on
            delivery.system = 'online_college'
            and delivery.feed = 'study_records'
            and repeated.file_no = delivery.file_no
),

kept as (
    select
        period_kind as feed,
        sum(event_rows) as study_rows
    from {{ ref('fct_study_period') }}
    where period_kind in ('study_records', 'study_days')
    group by period_kind
)

select
    received.feed,
    received.study_rows - case when received.feed = 'study_records' then superseded.study_rows else 0 end as rows_received,
    coalesce(kept.study_rows, 0) as rows_kept
from received
cross join superseded
left join kept on received.feed = kept.feed
where
    received.study_rows - case when received.feed = 'study_records' then superseded.study_rows else 0 end
    <> coalesce(kept.study_rows, 0)
