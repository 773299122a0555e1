-- Grain: one row per claim_id, kpi_id and scope; a claim of the feed stands for the seed's of that number.
with delivered as (
    select
        claim.claim_id,
        claim.source,
        claim.published_on,
        claim.quote,
        claim.kpi_id,
        claim.period,
        coalesce(claim.scope, 'city') as scope,
        claim.low,
        claim.high,
        coalesce(claim.low_open, false) as low_open,
        coalesce(claim.high_open, false) as high_open,
        catalogue.period_kind as first_kind,
        ';' || catalogue.period_kinds || ';' as kinds
    from {{ ref('stg_policy_portal__reported_claims') }} as claim
    left join {{ ref('kpi_catalogue') }} as catalogue on claim.kpi_id = catalogue.kpi_id
),

-- The feed names no kind of period: the scope tells, then the length of the period, then the KPI.
kinds as (
    select
        claim_id,
        case
            when scope = 'class_day' then 'day'
            when scope like 'batch=%' then 'campaign'
            when scope like 'event=%' then 'event'
            when length(period) = 10 and kinds like '%;event;%' then 'event'
            when length(period) = 10 and kinds like '%;as_of;%' then 'as_of'
            when length(period) = 7 and kinds like '%;month;%' then 'month'
            when length(period) = 7 and kinds like '%;as_of;%' then 'as_of'
            else first_kind
        end as period_kind
    from delivered
)

select
    delivered.claim_id,
    delivered.source,
    delivered.published_on,
    delivered.quote,
    delivered.kpi_id,
    delivered.period,
    kinds.period_kind,
    delivered.scope,
    delivered.low,
    delivered.high,
    delivered.low_open,
    delivered.high_open,
    cast(null as varchar) as note,
    cast(null as varchar) as note_zh
from delivered
inner join kinds on delivered.claim_id = kinds.claim_id
union all
select
    seed.claim_id,
    seed.source,
    seed.published_on,
    seed.quote,
    seed.kpi_id,
    seed.period,
    seed.period_kind,
    seed.scope,
    seed.low,
    seed.high,
    seed.low_open,
    seed.high_open,
    seed.note,
    seed.note_zh
from {{ ref('reported_claims') }} as seed
left join delivered on seed.claim_id = delivered.claim_id
where delivered.claim_id is null
