-- Grain: one row per referral_id, the latest version as known at known_at.
{% set key = {'referral_id': 'feed_row.referral_id'} -%}
{{ config(materialized=increment_or_table(), increment_keys=key | list, increment_order=key | list) }}
{%- set part = versions_increment(
    ref('stg_deliveries'), 'messenger', 'referrals', source('messenger', 'referrals'), key
) %}

with versions as (
    {{ latest_version('messenger', 'referrals', key.values(), among=part) }}
)

select
    referral_id,
    vacancy_id,
    person_id_type,
    person_key,
    channel,
    referred_at,
    interviewed_at,
    offered_at,
    reported_at,
    rejected_at,
    reject_reason,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
