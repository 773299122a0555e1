-- Grain: one row per uscc of a training institution, latest version.
select
    uscc,
    name,
    licence_no,
    licence_valid_to,
    district as district_code,
    status,
    registered_on,
    verified_on,
    verified_on_to
from {{ ref('stg_messenger__training_institutions') }}
