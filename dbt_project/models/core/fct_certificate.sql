-- Grain: one row per issuer, certificate, level, exam_batch and person_key, latest version.
select
    issuer,
    certificate,
    level,
    exam_batch,
    person_key,
    school_code,
    student_no,
    examined_on,
    passed,
    certificate_no,
    issued_on,
    issued_on_to,
    certificate_no is not null and (issued_on is null or issued_on <= {{ as_of() }}) as is_issued
from {{ ref('stg_certificates__certificate_results') }}
