-- Grain: one row per doc_no, latest version.
select
    doc_no,
    issuer,
    title,
    level,
    issued_on,
    issued_on_to,
    effective_on,
    effective_on_to,
    repealed_on,
    repealed_on_to
from {{ ref('stg_policy_portal__policies') }}
