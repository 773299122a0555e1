-- Grain: one row per project_no, latest version.
select
    project_no,
    school_code,
    school_name,
    approved_on,
    approved_on_to,
    kind
from {{ ref('stg_training_company__collaborative_projects') }}
