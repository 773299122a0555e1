-- Grain: one row per body, kpi_id and year: the version received last.
with ranked as (
    select
        body,
        kpi_id,
        year,
        version,
        target,
        row_number() over (partition by body, kpi_id, year order by received_order desc) as recency
    from {{ ref('stg_policy_portal__annual_targets') }}
)

select
    ranked.body,
    ranked.kpi_id,
    ranked.year,
    ranked.version,
    ranked.target,
    catalogue.kpi_id is not null as is_kpi_known
from ranked
left join {{ ref('kpi_catalogue') }} as catalogue on ranked.kpi_id = catalogue.kpi_id
where ranked.recency = 1
