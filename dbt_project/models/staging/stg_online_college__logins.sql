-- Grain: one row per log-in row received.
{{ config(materialized='view') }}

select
    feed_row.account_id,
    feed_row.logged_in_at,
    feed_row.session_id,
    feed_row.device
from {{ received_rows('online_college', 'logins') }}
