-- Grain: one row per study record received whose number an earlier row among the deliveries that count has.
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
)

-- Only numbers that came more than once are ranked: so a day can be read without reading the years.
select
    file_no,
    seq
from ranked
where version_rank > 1
