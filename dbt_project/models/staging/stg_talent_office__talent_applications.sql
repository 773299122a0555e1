-- Grain: one row per application_no, the latest version as known at known_at.
with versions as (
    {{ latest_version('talent_office', 'talent_applications', ['feed_row.application_no']) }}
)

select
    application_no,
    person_id_type,
    person_key,
    degree,
    field,
    submitted_on,
    submitted_on_to,
    screened_on,
    screened_on_to,
    pooled_on,
    pooled_on_to,
    rejected_on,
    rejected_on_to,
    withdrawn_on,
    withdrawn_on_to,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
