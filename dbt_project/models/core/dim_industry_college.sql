-- Grain: one row per college_id, latest version.
select
    college_id,
    name,
    school_code,
    status,
    approved_on,
    approved_on_to,
    closed_on,
    closed_on_to
from {{ ref('stg_training_company__industry_colleges') }}
