-- Grain: one row per enterprise_uscc registered with the Messenger, latest version.
select
    platform.enterprise_uscc,
    platform.enterprise_name,
    enterprise.district_code,
    platform.status,
    platform.registered_on,
    platform.verified_on,
    platform.verified_on_to
from {{ ref('stg_messenger__platform_enterprises') }} as platform
left join {{ ref('dim_enterprise') }} as enterprise on platform.enterprise_uscc = enterprise.uscc
