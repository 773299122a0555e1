-- Grain: one row per demand_no: accumulating snapshot of the steps up to the as-of day.
with introduced as (
    select
        demand_no,
        min(introduced_on) as introduced_on,
        min(negotiated_on) as negotiated_on,
        count(*) as introductions
    from {{ ref('fct_introduction') }}
    where has_happened and demand_no is not null
    group by demand_no
),

contracted as (
    select
        demand_no,
        min(signed_on) as contracted_on
    from {{ ref('fct_expert_contract') }}
    where follows_introduction and demand_no is not null
    group by demand_no
)

select
    demand.demand_no,
    demand.enterprise_uscc,
    enterprise.district_code,
    demand.kind,
    demand.field,
    demand.headcount,
    demand.raised_on,
    demand.raised_on_to,
    demand.confirmed_on,
    demand.confirmed_on_to,
    demand.status,
    demand.closed_on,
    demand.closed_on_to,
    demand.duplicate_of is not null as is_duplicate,
    demand.raised_on is null or demand.raised_on <= {{ as_of() }} as has_happened,
    introduced.introduced_on,
    introduced.negotiated_on,
    contracted.contracted_on,
    coalesce(introduced.introductions, 0) as introductions,
    introduced.demand_no is not null as reached_introduction,
    introduced.negotiated_on is not null or contracted.demand_no is not null as reached_negotiation,
    contracted.demand_no is not null as reached_contract,
    introduced.negotiated_on is null and contracted.demand_no is not null as is_imputed
from {{ ref('stg_talent_office__demands') }} as demand
left join {{ ref('dim_enterprise') }} as enterprise on demand.enterprise_uscc = enterprise.uscc
left join introduced on demand.demand_no = introduced.demand_no
left join contracted on demand.demand_no = contracted.demand_no
