{{ config(meta={
    'dagster': {'ref': {'name': 'fct_study'}},
    'owner': 'engineer',
    'sentence_en': 'Every study row received is in the table of days; a gap means that hours vanished or doubled on the way.',
    'sentence_zh': '收到的每条学习记录都进入日汇总；有差额说明时长丢失或重复。'
}) }}
-- What: the rows of the days against the rows received, per feed.
-- When it matters: after every change of the credit rule, and when a join could multiply rows.
-- How to resolve: compare per day; the account join must stay one to one.
with received as (
    select
        'study_records' as feed,
        count(*) as study_rows
    from {{ ref('stg_online_college__study_records') }}
    union all
    select
        'study_days' as feed,
        count(*) as study_rows
    from {{ ref('stg_online_college__study_days') }}
),

kept as (
    select
        feed,
        sum(study_rows) as study_rows
    from {{ ref('fct_study') }}
    group by feed
)

select
    received.feed,
    received.study_rows as rows_received,
    coalesce(kept.study_rows, 0) as rows_kept
from received
left join kept on received.feed = kept.feed
where received.study_rows <> coalesce(kept.study_rows, 0)
