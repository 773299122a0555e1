-- Grain: one row per school_code, student_no, as_of, the latest version as known at known_at.
with versions as (
    {{ latest_version(
        'schools', 'graduate_outcomes',
        ['feed_row.school_code', 'feed_row.student_no', 'feed_row.as_of']
    ) }}
)

select
    school_code,
    student_no,
    as_of,
    as_of_to,
    destination_code,
    enterprise_uscc,
    enterprise_name,
    district,
    post,
    major_matched,
    verified_on,
    verified_on_to,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
