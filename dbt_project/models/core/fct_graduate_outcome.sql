-- Grain: one row per school_code, student_no and day of reckoning, latest version.
select
    outcome.school_code,
    outcome.student_no,
    outcome.as_of as reckoned_on,
    outcome.as_of_to as reckoned_on_to,
    outcome.destination_code,
    -- Abroad counts with further study; waiting for a job, or for none, is no destination.
    coalesce(outcome.destination_code not in ('待就业', '暂不就业'), false) as has_destination,
    -- Freelancers and founders have no employer, so no place and no post are told of them.
    coalesce(outcome.destination_code in ('协议', '合同', '其他录用'), false) as is_employed,
    outcome.enterprise_uscc,
    outcome.district as employer_district_code,
    coalesce(district.is_home, false) as is_local,
    outcome.major_matched,
    outcome.verified_on,
    graduate.student_no is not null as is_graduate_known
from {{ ref('stg_schools__graduate_outcomes') }} as outcome
left join {{ ref('fct_graduate') }} as graduate
    on outcome.school_code = graduate.school_code and outcome.student_no = graduate.student_no
left join {{ ref('dim_district') }} as district on outcome.district = district.district_code
