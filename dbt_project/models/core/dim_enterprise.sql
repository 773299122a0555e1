-- Grain: one row per uscc in the market registry, latest version.
select
    uscc,
    legal_name,
    {{ fold_name('legal_name') }} as folded_name,
    registration_status,
    registered_on,
    deregistered_on,
    industry_code,
    district as district_code,
    parent_uscc
from {{ ref('stg_market_registry__enterprises') }}
