-- Grain: one row per account_id, the latest version as known at known_at.
with versions as (
    {{ latest_version('online_college', 'online_accounts', ['feed_row.account_id']) }}
)

select
    account_id,
    batch,
    person_id_type,
    person_key,
    enterprise_uscc,
    enterprise_name,
    applied_on,
    applied_on_to,
    granted_on,
    granted_on_to,
    activated_on,
    activated_on_to,
    deactivated_on,
    deactivated_on_to,
    is_test,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
