-- Grain: one row per introduction_no, latest version; those after the as-of day included and marked.
select
    introduction.introduction_no,
    introduction.demand_no,
    demand.demand_no is not null as is_demand_known,
    -- A row without a document is an expert of its own.
    coalesce(introduction.person_key, 'introduction:' || introduction.introduction_no) as person,
    {{ employer('introduction.enterprise_uscc', 'introduction.enterprise_name') }} as enterprise_key,
    enterprise.district_code,
    introduction.introduced_on,
    introduction.introduced_on_to,
    case
        when introduction.negotiated_on <= {{ as_of() }} then introduction.negotiated_on
    end as negotiated_on,
    case when introduction.intended_on <= {{ as_of() }} then introduction.intended_on end as intended_on,
    introduction.result,
    introduction.introduced_on is null or introduction.introduced_on <= {{ as_of() }} as has_happened
from {{ ref('stg_talent_office__introductions') }} as introduction
left join {{ ref('stg_talent_office__demands') }} as demand on introduction.demand_no = demand.demand_no
left join {{ ref('dim_enterprise') }} as enterprise on introduction.enterprise_uscc = enterprise.uscc
