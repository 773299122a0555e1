-- Grain: one row per contract_no, the latest version as known at known_at.
with versions as (
    {{ latest_version('talent_office', 'expert_contracts', ['feed_row.contract_no']) }}
)

select
    contract_no,
    introduction_no,
    person_id_type,
    person_key,
    enterprise_uscc,
    signed_on,
    signed_on_to,
    starts_on,
    starts_on_to,
    ends_on,
    ends_on_to,
    full_time,
    annual_salary,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
