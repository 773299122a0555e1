-- Grain: one row per issuer, certificate, level, exam_batch, person, the latest version as known at known_at.
with versions as (
    {{ latest_version(
        'certificates', 'certificate_results',
        ['feed_row.issuer', 'feed_row.certificate', 'feed_row.level', 'feed_row.exam_batch', 'feed_row.person_key']
    ) }}
)

select
    issuer,
    certificate,
    level,
    exam_batch,
    person_id_type,
    person_key,
    school_code,
    student_no,
    examined_on,
    examined_on_to,
    score,
    passed,
    certificate_no,
    issued_on,
    issued_on_to,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
