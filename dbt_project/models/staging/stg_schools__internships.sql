-- Grain: one row per school_code, student_no, enterprise_uscc, starts_on, the latest version.
with versions as (
    {{ latest_version(
        'schools', 'internships',
        ['feed_row.school_code', 'feed_row.student_no', 'feed_row.enterprise_uscc', 'feed_row.starts_on']
    ) }}
)

select
    school_code,
    student_no,
    enterprise_uscc,
    enterprise_name,
    starts_on,
    starts_on_to,
    ends_on,
    ends_on_to,
    tri_party_agreement,
    insured,
    hours_per_day,
    via_agency,
    monthly_pay,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
