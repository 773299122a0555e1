-- Grain: one row per agreement_no, the latest version as known at known_at.
with versions as (
    {{ latest_version('messenger', 'agreements', ['feed_row.agreement_no']) }}
)

select
    agreement_no,
    title,
    agreement_type,
    signed_on,
    signed_on_to,
    valid_from,
    valid_from_to,
    valid_to,
    valid_to_to,
    terminated_on,
    terminated_on_to,
    pledged,
    parent_agreement_no,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
