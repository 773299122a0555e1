-- Grain: one row per school_code, student_no, enterprise_uscc and first day, latest version.
select
    internship.school_code,
    internship.student_no,
    internship.enterprise_uscc,
    internship.starts_on,
    internship.starts_on_to,
    internship.ends_on,
    internship.tri_party_agreement,
    internship.insured,
    internship.hours_per_day,
    internship.via_agency,
    internship.monthly_pay,
    -- A flag that is not known is not compliant.
    coalesce(
        internship.tri_party_agreement
        and internship.insured
        and internship.hours_per_day <= 8
        and not internship.via_agency,
        false
    ) as is_compliant,
    school.school_code is not null as is_school_known,
    school.district_code
from {{ ref('stg_schools__internships') }} as internship
left join {{ ref('dim_school') }} as school on internship.school_code = school.school_code
