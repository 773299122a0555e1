-- Grain: one row per KPI and as-of day: the run's own day and the days that reported claims name, none later.
with named as (
    select
        kpi_id,
        case length(period)
            when 10 then cast(period as date)
            when 7 then {{ period_end('month', "cast(period || '-01' as date)") }}
            when 4 then cast(period || '-12-31' as date)
        end as as_of_day
    from {{ ref('reported_claims') }}
),

days as (
    select
        kpi_id,
        as_of_day
    from named
    union -- one row where several claims name the same day
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
where catalogue.period_kind = 'as_of' and days.as_of_day <= {{ as_of() }}
