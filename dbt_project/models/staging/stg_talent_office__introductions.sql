-- Grain: one row per introduction_no, the latest version as known at known_at.
with versions as (
    {{ latest_version('talent_office', 'introductions', ['feed_row.introduction_no']) }}
)

select
    introduction_no,
    demand_no,
    person_id_type,
    person_key,
    enterprise_uscc,
    enterprise_name,
    introduced_on,
    introduced_on_to,
    negotiated_on,
    negotiated_on_to,
    intended_on,
    intended_on_to,
    result,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
