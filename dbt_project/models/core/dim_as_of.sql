-- Grain: one row per KPI and as-of day: the run's own day and those that claims and targets name, none later.
with named as (
    select
        kpi_id,
        case length(period)
            when 10 then try_cast(period as date)
            when 7 then {{ period_end('month', "try_cast(period || '-01' as date)") }}
            when 4 then try_cast(period || '-12-31' as date)
        end as as_of_day
    from {{ ref('dim_claim') }}
    union all
    select
        kpi_id,
        try_cast(cast(year as varchar) || '-12-31' as date) as as_of_day
    from {{ ref('dim_annual_target') }}
),

days as (
    select
        kpi_id,
        as_of_day
    from named
    union -- one row where several claims or targets name the same day
    select
        kpi_id,
        {{ as_of() }} as as_of_day
    from {{ ref('kpi_catalogue') }}
)

select
    days.kpi_id,
    days.as_of_day
from days
inner join {{ ref('kpi_catalogue') }} as catalogue on days.kpi_id = catalogue.kpi_id
where
    (catalogue.period_kinds like '%as_of%' or catalogue.period_kinds like '%to_date%')
    and days.as_of_day <= {{ as_of() }}
