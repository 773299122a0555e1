-- Grain: one row per demand_no, the latest version as known at known_at.
with versions as (
    {{ latest_version('talent_office', 'demands', ['feed_row.demand_no']) }}
)

select
    demand_no,
    enterprise_uscc,
    enterprise_name,
    kind,
    field,
    headcount,
    raised_on,
    raised_on_to,
    visit_no,
    confirmed_on,
    confirmed_on_to,
    status,
    closed_on,
    closed_on_to,
    duplicate_of,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
