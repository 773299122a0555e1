-- Grain: one row per visit_no, latest version.
select
    visit.visit_no,
    visit.enterprise_uscc,
    {{ employer('visit.enterprise_uscc', 'visit.enterprise_name') }} as enterprise_key,
    enterprise.district_code,
    visit.visited_on,
    visit.visited_on_to,
    visit.status,
    coalesce(
        visit.status = '完成' and (visit.visited_on is null or visit.visited_on <= {{ as_of() }}), false
    ) as is_done
from {{ ref('stg_talent_office__enterprise_visits') }} as visit
left join {{ ref('dim_enterprise') }} as enterprise on visit.enterprise_uscc = enterprise.uscc
