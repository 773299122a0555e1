-- Grain: one row per school_code and student_no, latest version.
select
    graduate.school_code,
    graduate.student_no,
    coalesce(graduate.person_key, graduate.school_code || '|' || graduate.student_no) as person,
    graduate.person_key is not null as has_document,
    graduate.cohort_year,
    graduate.level,
    graduate.catalogue_version,
    graduate.major_code,
    graduate.origin_district,
    graduate.status,
    coalesce(graduate.status in ('毕业', '结业'), false) as has_left,
    school.school_code is not null as is_school_known,
    school.district_code
from {{ ref('stg_schools__graduates') }} as graduate
left join {{ ref('dim_school') }} as school on graduate.school_code = school.school_code
