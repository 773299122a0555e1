-- Grain: one row per uscc of an industry association, latest version.
select
    uscc,
    name,
    district as district_code,
    status,
    registered_on,
    verified_on,
    verified_on_to
from {{ ref('stg_messenger__associations') }}
