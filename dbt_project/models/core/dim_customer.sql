-- Grain: one row per customer_code and sector, latest version.
select
    customer_code,
    sector,
    active_from,
    active_from_to,
    active_to,
    active_to_to
from {{ ref('stg_training_company__customers') }}
