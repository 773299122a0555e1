-- Grain: one row per agreement_no, year, the latest version as known at known_at.
with versions as (
    {{ latest_version('training_company', 'investments', ['feed_row.agreement_no', 'feed_row.year']) }}
)

select
    agreement_no,
    year,
    pledged,
    realised,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
