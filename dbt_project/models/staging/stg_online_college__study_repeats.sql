-- Grain: one row per study record whose record_id came more than once, whether its delivery counts or not.
{{ config(materialized=increment_or_table(), increment_keys=['record_id'], increment_order=['record_id']) }}
{%- set received = source('online_college', 'study_records') -%}
{%- set files = source('landing_log', 'files') -%}
{%- set part = repeats_increment(received, files, 'record_id') %}

with repeated as (
    {% if part -%}
        select record_id from {{ part }}
    {%- else -%}
        select record_id
        from {{ received }}
        group by record_id
        having count(*) > 1
    {%- endif %}
)

select
    feed_row.record_id,
    feed_row._file_no as file_no,
    feed_row._seq as seq,
    feed_row.account_id,
    feed_row.started_at
from {{ received }} as feed_row
inner join repeated on feed_row.record_id = repeated.record_id
{% if part -%}
    where feed_row._file_no in {{ files_of_repeats() }}
    qualify count(*) over (partition by feed_row.record_id) > 1
{%- endif %}
