-- Grain: one row per batch of free accounts, latest version.
select
    batch,
    opened_on,
    opened_on_to,
    quota
from {{ ref('stg_online_college__quota_batches') }}
