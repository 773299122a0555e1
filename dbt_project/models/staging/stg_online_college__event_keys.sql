-- Grain: one row per log-in, study record and study day received, whether its delivery counts or not.
{{ config(materialized='view') }}

select
    'logins' as feed,
    _file_no as file_no,
    account_id,
    logged_in_at as happened_at
from {{ source('online_college', 'logins') }}
union all
select
    'study_records' as feed,
    _file_no as file_no,
    account_id,
    started_at as happened_at
from {{ source('online_college', 'study_records') }}
union all
select
    'study_days' as feed,
    _file_no as file_no,
    account_id,
    cast(studied_on as timestamp) as happened_at
from {{ source('online_college', 'study_days') }}
