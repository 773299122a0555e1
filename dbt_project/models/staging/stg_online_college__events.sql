-- Grain: one row per log-in, study record and study day received, whether its delivery counts or not.
{{ config(materialized='view') }}

select
    'logins' as feed,
    _file_no as file_no,
    _seq as seq,
    account_id,
    logged_in_at as happened_at,
    device,
    cast(null as varchar) as record_id,
    cast(null as bigint) as seconds,
    cast(null as bigint) as media_seconds
from {{ source('online_college', 'logins') }}
union all
select
    'study_records' as feed,
    _file_no as file_no,
    _seq as seq,
    account_id,
    started_at as happened_at,
    device,
    record_id,
    seconds,
    media_seconds
from {{ source('online_college', 'study_records') }}
union all
select
    'study_days' as feed,
    _file_no as file_no,
    _seq as seq,
    account_id,
    cast(studied_on as timestamp) as happened_at,
    cast(null as varchar) as device,
    cast(null as varchar) as record_id,
    cast(null as bigint) as seconds,
    cast(null as bigint) as media_seconds
from {{ source('online_college', 'study_days') }}
