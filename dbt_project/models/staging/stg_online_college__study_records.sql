-- Grain: one row per record_id, the first received.
{{ config(materialized='view') }}

select
    feed_row.record_id,
    feed_row.account_id,
    feed_row.provider,
    feed_row.course_id,
    feed_row.started_at,
    feed_row.ended_at,
    feed_row.seconds,
    feed_row.media_seconds,
    feed_row.progress,
    feed_row.device
from {{ received_rows('online_college', 'study_records') }}
where not exists (
    select 1 from {{ ref('stg_online_college__study_superseded') }} as superseded
    where feed_row._file_no = superseded.file_no and feed_row._seq = superseded.seq
)
