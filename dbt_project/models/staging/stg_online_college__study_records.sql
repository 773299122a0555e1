-- Grain: one row per record_id, the first received.
{{ config(materialized='view') }}

with versions as (
    {{ latest_version('online_college', 'study_records', ['feed_row.record_id'], wins='first') }}
)

select
    record_id,
    account_id,
    provider,
    course_id,
    started_at,
    ended_at,
    seconds,
    media_seconds,
    progress,
    device
from versions
where version_rank = 1
