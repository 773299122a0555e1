{{ config(meta={
    'dagster': {'ref': {'name': 'fct_referral_funnel'}},
    'owner': 'engineer',
    'sentence_en': 'Every referral received by the as-of day stands behind one pair of vacancy and person; a gap means that referrals vanished or doubled on the way.',
    'sentence_zh': '截至统计截止日收到的每条推荐都对应一个岗位与人员；有差额说明记录丢失或重复。'
}) }}
-- What: referral rows behind the pairs against the rows received up to the as-of day.
-- When it matters: after every change of the pairing or of the join with vacancies.
-- How to resolve: compare per vacancy; the vacancy join must stay one to one.
select
    received.referrals as rows_received,
    kept.referrals as rows_kept
from (
    select count(*) as referrals
    from {{ ref('stg_messenger__referrals') }}
    where referred_at is null or cast(referred_at as date) <= {{ as_of() }}
) as received
cross join (select coalesce(sum(referrals), 0) as referrals from {{ ref('fct_referral_funnel') }}) as kept
where received.referrals <> kept.referrals
