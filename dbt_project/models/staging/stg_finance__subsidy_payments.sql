-- Grain: one row per payment_no, the latest version as known at known_at.
with versions as (
    {{ latest_version('finance', 'subsidy_payments', ['feed_row.payment_no']) }}
)

select
    payment_no,
    fund,
    programme,
    level,
    payee_kind,
    payee_code,
    person_id_type,
    person_key,
    contract_no,
    project_no,
    child_no,
    grant_year,
    basis,
    amount,
    paid_on,
    paid_on_to,
    recovered_on,
    recovered_on_to,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
