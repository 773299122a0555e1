{{ config(meta={
    'dagster': {'ref': {'name': 'fct_login_period'}},
    'owner': 'engineer',
    'sentence_en': 'Every log-in row received is in the table of days; a gap means that log-ins vanished or doubled on the way.',
    'sentence_zh': '收到的每条登录记录都进入日汇总；有差额说明记录丢失或重复。'
}) }}
-- What: the rows of the days, added up per account, against the rows accepted from the files that count.
-- When it matters: after every change of the collapse rule, and when an increment leaves out or doubles a day.
-- How to resolve: compare per day with a build of `--full-refresh`.
select
    received.login_rows as rows_received,
    kept.login_rows as rows_kept
from (
    select coalesce(sum(rows_accepted), 0) as login_rows
    from {{ ref('stg_deliveries') }}
    where system = 'online_college' and feed = 'logins'
) as received
cross join (
    select coalesce(sum(event_rows), 0) as login_rows
    from {{ ref('fct_login_period') }}
    where period_kind = 'logins'
) as kept
where received.login_rows <> kept.login_rows
