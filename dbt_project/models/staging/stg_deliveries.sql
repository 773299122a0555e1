-- Grain: one row per content that counts as delivered (system, feed, provider, digest), as known at known_at.
{{ config(materialized='table') }}

with met as (
    select
        file_no,
        system,
        feed,
        provider,
        file,
        digest,
        rows_accepted,
        mtime_ns,
        received_at,
        loaded_at,
        {% if var('known_at') %}
            coalesce(withdrawn_at <= cast('{{ var("known_at") }}' as timestamp), false) as is_withdrawn,
        {% else %}
            withdrawn_at is not null as is_withdrawn,
        {% endif %}
        -- A withdrawn file keeps its rows: the same content may stand under another name.
        status in ('accepted', 'partly_accepted') or (status = 'withdrawn' and rows_accepted > 0) as is_loaded
    from {{ source('landing_log', 'files') }}
    {% if var('known_at') %}
        where loaded_at <= cast('{{ var("known_at") }}' as timestamp)
    {% endif %}
),

-- Of identical files the earliest counts.
ranked as (
    select
        system,
        feed,
        provider,
        file,
        digest,
        mtime_ns,
        received_at,
        row_number() over (
            partition by system, feed, provider, digest order by mtime_ns, file
        ) as content_rank
    from met
    where not is_withdrawn
),

loaded as (
    select
        file_no,
        system,
        feed,
        provider,
        digest,
        file,
        rows_accepted,
        loaded_at,
        row_number() over (
            partition by system, feed, provider, digest order by loaded_at, file
        ) as loading_rank
    from met
    where is_loaded
)

select
    ranked.system,
    ranked.feed,
    ranked.provider,
    ranked.file,
    ranked.digest,
    loaded.file_no,
    loaded.file as loaded_file,
    loaded.loaded_at,
    loaded.rows_accepted,
    ranked.received_at,
    row_number() over (
        partition by ranked.system, ranked.feed
        order by ranked.mtime_ns, ranked.provider, ranked.file
    ) as delivery_order
from ranked
inner join loaded
    on
        ranked.system = loaded.system
        and ranked.feed = loaded.feed
        and ranked.provider = loaded.provider
        and ranked.digest = loaded.digest
where ranked.content_rank = 1 and loaded.loading_rank = 1
