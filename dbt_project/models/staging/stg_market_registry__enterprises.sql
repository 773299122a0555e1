-- Grain: one row per uscc, the latest version as known at known_at.
with versions as (
    {{ latest_version('market_registry', 'enterprises', ['feed_row.uscc']) }}
)

select
    uscc,
    legal_name,
    former_names,
    enterprise_type,
    registration_status,
    registered_on,
    registered_on_to,
    deregistered_on,
    deregistered_on_to,
    industry_code,
    district,
    address,
    registered_capital,
    registered_capital_currency,
    parent_uscc,
    business_scope,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
