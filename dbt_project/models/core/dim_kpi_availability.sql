-- Grain: one row per KPI; whether every feed it needs was received.
with needs as (
    select
        kpi_id,
        {{ split_to_rows('feeds', ';') }} as need
    from {{ ref('kpi_catalogue') }}
),

-- "a|b" is content with one of the two.
met as (
    select
        needs.kpi_id,
        needs.need,
        max(case when feeds.is_received then 1 else 0 end) as is_met
    from needs
    left join {{ ref('dim_feed') }} as feeds
        on '|' || needs.need || '|' like '%|' || feeds.system || '.' || feeds.feed || '|%'
    group by needs.kpi_id, needs.need
)

select
    kpi_id,
    min(is_met) = 1 as is_available
from met
group by kpi_id
