-- Grain: one row per vacancy_id, the latest version as known at known_at.
{% set key = {'vacancy_id': 'feed_row.vacancy_id'} -%}
{{ config(materialized=increment_or_table(), increment_keys=key | list, increment_order=key | list) }}
{%- set part = versions_increment(
    ref('stg_deliveries'), 'messenger', 'vacancies', source('messenger', 'vacancies'), key
) %}

with versions as (
    {{ latest_version('messenger', 'vacancies', key.values(), among=part) }}
)

select
    vacancy_id,
    enterprise_uscc,
    enterprise_name,
    post,
    headcount,
    major_codes,
    education,
    pay,
    district,
    posted_on,
    posted_on_to,
    closes_on,
    closes_on_to,
    closed_on,
    closed_on_to,
    status,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
