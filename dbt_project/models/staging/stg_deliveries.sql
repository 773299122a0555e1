-- Grain: one row per content that counts as delivered (system, feed, provider, digest), as known at known_at.
with known as (
    select
        system,
        feed,
        provider,
        file,
        digest,
        rows_accepted,
        mtime_ns,
        received_at,
        loaded_at,
        -- A withdrawn file keeps its rows for questions about the time before; repeats never had any.
        status in ('accepted', 'partly_accepted') or (status = 'withdrawn' and rows_accepted > 0) as is_loaded
    from {{ source('landing_log', 'files') }}
    where
        {% if var('known_at') %}
            loaded_at <= cast('{{ var("known_at") }}' as timestamp)
            and (withdrawn_at is null or withdrawn_at > cast('{{ var("known_at") }}' as timestamp))
        {% else %}
            withdrawn_at is null
        {% endif %}
),

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
    from known
),

-- A content withdrawn and delivered again was loaded twice; only the loading that still counts is left.
loaded as (
    select
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
    from known
    where is_loaded
)

select
    ranked.system,
    ranked.feed,
    ranked.provider,
    ranked.file,
    ranked.digest,
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
