-- Grain: one row per payment_no, latest version; whether it stands at the as-of day.
select
    payment_no,
    fund,
    programme,
    level,
    payee_kind,
    -- Payees nobody named are taken as one, so that no group looks larger than it is.
    coalesce(payee_code, person_key, 'unnamed') as payee,
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
    (paid_on is null or paid_on <= {{ as_of() }})
    and (recovered_on is null or coalesce(recovered_on_to, recovered_on) > {{ as_of() }}) as is_standing
from {{ ref('stg_finance__subsidy_payments') }}
