-- Grain: one row per account_id, latest version, test accounts included and marked.
select
    account.account_id,
    account.batch,
    account.person_key,
    account.enterprise_uscc,
    {{ employer('account.enterprise_uscc', 'account.enterprise_name') }} as enterprise_key,
    enterprise.district_code,
    account.applied_on,
    account.granted_on,
    account.granted_on_to,
    account.activated_on,
    account.deactivated_on,
    coalesce(account.is_test, false) as is_test
from {{ ref('stg_online_college__online_accounts') }} as account
left join {{ ref('dim_enterprise') }} as enterprise on account.enterprise_uscc = enterprise.uscc
