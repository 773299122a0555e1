-- Grain: BL01, BL02, BL04 to BL11: one row per KPI, day and slice.
with listings as (
    select
        enterprise_uscc,
        district_code,
        coalesce(listed_on_to, listed_on) as counted_from,
        coalesce(delisted_on_to, delisted_on) as counted_to
    from {{ ref('fct_service_listing') }}
),

{% for name, relation, thing, condition, day in [
    ['bl02', 'fct_enterprise_visit', 'visit_no', 'is_done', 'visited_on'],
    ['bl05', 'fct_demand_funnel', 'demand_no', "has_happened and not is_duplicate and kind = '专家'", 'raised_on'],
    ['bl06', 'fct_demand_funnel', 'demand_no', "has_happened and not is_duplicate and kind = '技术'", 'raised_on'],
    ['bl08', 'fct_introduction', 'enterprise_key', 'has_happened', 'introduced_on']
] -%}
    {{ name }} as (
        select
            {{ thing }} as thing,
            district_code,
            {{ day }} as day,
            {{ day }}_to as day_to
        from {{ ref(relation) }}
        where {{ condition }}
    ),

{% endfor -%}
bl07 as (
    select
        person as thing,
        cast(null as varchar) as district_code,
        introduced_on as day,
        introduced_on_to as day_to
    from {{ ref('fct_introduction') }}
    where has_happened
),

bl09 as (
    select
        person_key as thing,
        cast(null as varchar) as district_code,
        signed_on as day,
        signed_on_to as day_to
    from {{ ref('fct_expert_contract') }}
    where follows_introduction or (signed_on is null and is_same_expert)
),

-- First done visit of each enterprise: by a day it was visited if that day is not later.
first_visits as (
    select
        enterprise_key,
        min(coalesce(visited_on_to, visited_on)) as first_visited_on
    from {{ ref('fct_enterprise_visit') }}
    where is_done and visited_on is not null
    group by enterprise_key
),

listed as (
    select
        day.as_of_day,
        listings.enterprise_uscc,
        listings.district_code,
        coalesce(first_visits.first_visited_on <= day.as_of_day, false) as is_visited
    from {{ ref('dim_as_of') }} as day
    left join listings
        on
            day.as_of_day >= listings.counted_from
            and (listings.counted_to is null or day.as_of_day < listings.counted_to)
    left join first_visits on listings.enterprise_uscc = first_visits.enterprise_key
    where day.kpi_id = 'BL04'
),

ripe as (
    select
        day.as_of_day,
        demand.demand_no,
        coalesce(
            demand.status = '已满足'
            and (
                demand.closed_on is null
                or coalesce(demand.closed_on_to, demand.closed_on) <= day.as_of_day
            ),
            false
        ) as is_met
    from {{ ref('dim_as_of') }} as day
    left join {{ ref('fct_demand_funnel') }} as demand
        on
            not demand.is_duplicate
            and {{ add_days_to('day.as_of_day', -90) }}
            >= coalesce(demand.confirmed_on_to, demand.confirmed_on)
    where day.kpi_id = 'BL11' and day.as_of_day >= {{ center_opened() }}
),

experts as (
    select
        day.as_of_day,
        introduced.thing,
        max(case when contracted.thing is not null then 1 else 0 end) as is_contracted
    from {{ ref('dim_as_of') }} as day
    left join bl07 as introduced
        on
            day.as_of_day >= coalesce(introduced.day_to, introduced.day)
            and introduced.day >= {{ center_opened() }}
    left join bl09 as contracted
        on
            introduced.thing = contracted.thing
            and day.as_of_day >= coalesce(contracted.day_to, contracted.day)
    where day.kpi_id = 'BL10' and day.as_of_day >= {{ center_opened() }}
    group by day.as_of_day, introduced.thing
),

kpi_rows as (
    {{ as_of_rows('BL01', 'listings', 'enterprise_uscc') }}
    {% for kpi in ['BL02', 'BL05', 'BL06', 'BL07', 'BL08', 'BL09'] -%}
        union all
        {{ to_date_rows(kpi, kpi | lower) }}
    {% endfor -%}
    union all
    select
        'BL04' as kpi_id,
        'as_of' as period_kind,
        as_of_day as period_start,
        as_of_day as period_end,
        district_code,
        cast(null as varchar) as dimension,
        cast(null as varchar) as member,
        cast(count(distinct case when is_visited then enterprise_uscc end) as double) as numerator,
        cast(count(distinct enterprise_uscc) as double) as denominator,
        count(distinct case when is_visited then enterprise_uscc end) as n,
        cast(null as bigint) as n_complement
    from listed
    group by grouping sets ((as_of_day), (as_of_day, district_code))
    having grouping(district_code) = 1 or district_code is not null
    union all
    select
        'BL10' as kpi_id,
        'to_date' as period_kind,
        {{ center_opened() }} as period_start,
        as_of_day as period_end,
        cast(null as varchar) as district_code,
        cast(null as varchar) as dimension,
        cast(null as varchar) as member,
        cast(sum(case when thing is not null then is_contracted else 0 end) as double) as numerator,
        cast(count(thing) as double) as denominator,
        cast(sum(case when thing is not null then is_contracted else 0 end) as bigint) as n,
        cast(sum(case when thing is not null then 1 - is_contracted else 0 end) as bigint) as n_complement
    from experts
    group by as_of_day
    union all
    select
        'BL11' as kpi_id,
        'to_date' as period_kind,
        {{ center_opened() }} as period_start,
        as_of_day as period_end,
        cast(null as varchar) as district_code,
        cast(null as varchar) as dimension,
        cast(null as varchar) as member,
        cast(count(case when is_met then demand_no end) as double) as numerator,
        cast(count(demand_no) as double) as denominator,
        count(case when is_met then demand_no end) as n,
        cast(null as bigint) as n_complement
    from ripe
    group by as_of_day
)

select
    kpi_id,
    period_kind,
    period_start,
    period_end,
    district_code,
    dimension,
    member,
    numerator,
    denominator,
    {{ kpi_value() }} as value,
    n,
    n_complement,
    {{ kpi_status() }} as status,
    cast(null as varchar) as own_unit,
    cast(null as varchar) as own_cell_kind
from kpi_rows
