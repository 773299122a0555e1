-- Grain: one row per record_id, the first received.
{{ config(materialized='view') }}

with ranked as (
    select
        repeated.file_no,
        repeated.seq,
        row_number() over (
            partition by repeated.record_id order by delivery.delivery_order, repeated.seq
        ) as version_rank
    from {{ ref('stg_online_college__study_repeats') }} as repeated
    inner join {{ ref('stg_deliveries') }} as delivery
        on
            delivery.system = 'online_college'
            and delivery.feed = 'study_records'
            and repeated.file_no = delivery.file_no
),

-- Only numbers that came more than once are ranked: so a day can be read without reading the years.
superseded as (
    select
        file_no,
        seq
    from ranked
    where version_rank > 1
)

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
    select 1 from superseded
    where feed_row._file_no = superseded.file_no and feed_row._seq = superseded.seq
)
