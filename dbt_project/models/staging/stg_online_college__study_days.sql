-- Grain: one row per row received; several rows of one account, course and day are summed later.
{{ config(materialized='view') }}

select
    feed_row.account_id,
    feed_row.course_id,
    feed_row.studied_on,
    feed_row.studied_on_to,
    feed_row.events,
    feed_row.minutes
from {{ received_rows('online_college', 'study_days') }}
