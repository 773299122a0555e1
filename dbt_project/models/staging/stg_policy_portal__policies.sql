-- Grain: one row per doc_no, the latest version as known at known_at.
with versions as (
    {{ latest_version('policy_portal', 'policies', ['feed_row.doc_no']) }}
)

select
    doc_no,
    issuer,
    title,
    issued_on,
    issued_on_to,
    effective_on,
    effective_on_to,
    repealed_on,
    repealed_on_to,
    level,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
