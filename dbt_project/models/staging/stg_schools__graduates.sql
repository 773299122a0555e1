-- Grain: one row per school_code, student_no, the latest version as known at known_at.
with versions as (
    {{ latest_version('schools', 'graduates', ['feed_row.school_code', 'feed_row.student_no']) }}
)

select
    school_code,
    student_no,
    person_id_type,
    person_key,
    cohort_year,
    level,
    catalogue_version,
    major_code,
    origin_district,
    status,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
