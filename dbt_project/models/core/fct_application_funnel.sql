-- Grain: one row per application_no: accumulating snapshot of the steps up to the as-of day.
select
    application_no,
    -- A row without a document is an applicant of its own.
    coalesce(person_key, 'application:' || application_no) as person,
    degree,
    field,
    submitted_on,
    submitted_on_to,
    case when screened_on <= {{ as_of() }} then screened_on end as screened_on,
    case
        when coalesce(pooled_on_to, pooled_on) <= {{ as_of() }} then coalesce(pooled_on_to, pooled_on)
    end as pooled_on,
    case when rejected_on <= {{ as_of() }} then rejected_on end as rejected_on,
    case when withdrawn_on <= {{ as_of() }} then withdrawn_on end as withdrawn_on,
    -- Who is in the pool was screened, even where nobody wrote it down.
    coalesce(coalesce(pooled_on_to, pooled_on) <= {{ as_of() }} and screened_on is null, false) as is_imputed,
    submitted_on is null or submitted_on <= {{ as_of() }} as has_happened
from {{ ref('stg_talent_office__talent_applications') }}
