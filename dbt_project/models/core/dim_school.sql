-- Grain: one row per school_code, latest version.
select
    school_code,
    institution_code,
    name,
    level,
    district as district_code,
    status,
    registered_on,
    verified_on,
    verified_on_to
from {{ ref('stg_messenger__schools') }}
