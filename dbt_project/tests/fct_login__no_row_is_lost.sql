{{ config(meta={
    'dagster': {'ref': {'name': 'fct_login'}},
    'owner': 'engineer',
    'sentence_en': 'Every log-in row received is in the table of days; a gap means that log-ins vanished or doubled on the way.',
    'sentence_zh': '收到的每条登录记录都进入日汇总；有差额说明记录丢失或重复。'
}) }}
-- What: the rows of the days against the rows received.
-- When it matters: after every change of the collapse rule, and when a join could multiply rows.
-- How to resolve: compare per day; the account join must stay one to one.
select
    received.login_rows as rows_received,
    kept.login_rows as rows_kept
from (select count(*) as login_rows from {{ ref('stg_online_college__logins') }}) as received
cross join (select coalesce(sum(login_rows), 0) as login_rows from {{ ref('fct_login') }}) as kept
where received.login_rows <> kept.login_rows
