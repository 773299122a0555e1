-- Grain: one row per permit_no, latest version.
select
    permit_no,
    kind,
    person_key,
    applied_on,
    applied_on_to,
    -- A permit dated after the as-of day is not issued yet.
    case when issued_on <= {{ as_of() }} then issued_on end as issued_on,
    case when issued_on <= {{ as_of() }} then issued_on_to end as issued_on_to
from {{ ref('stg_talent_office__permits') }}
