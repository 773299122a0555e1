{{ config(meta={
    'dagster': {'ref': {'name': 'kpi_values'}},
    'owner': 'engineer',
    'sentence_en': 'A KPI that lacks a feed has one row that says so, and every KPI has at least one row; otherwise a missing feed reads as zero.',
    'sentence_zh': '缺少数据源的指标只有一行并注明无数据，且每个指标至少一行；否则缺数据会被误读为零。'
}) }}
-- What: KPIs without any row, or with not_available beside other rows.
-- When it matters: when a feed has never been delivered or was withdrawn.
-- How to resolve: check dim_feed and the feeds column of the catalogue.
select
    catalogue.kpi_id,
    count(kpi_values.kpi_id) as kpi_rows,
    count(case when kpi_values.status = 'not_available' then 1 end) as not_available_rows
from {{ ref('kpi_catalogue') }} as catalogue
left join {{ ref('kpi_values') }} as kpi_values on catalogue.kpi_id = kpi_values.kpi_id
group by catalogue.kpi_id
having
    count(kpi_values.kpi_id) = 0
    or (
        count(case when kpi_values.status = 'not_available' then 1 end) > 0
        and count(kpi_values.kpi_id) > 1
    )
