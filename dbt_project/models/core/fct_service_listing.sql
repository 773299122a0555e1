-- Grain: one row per enterprise_uscc and day of listing, latest version.
select
    listing.enterprise_uscc,
    listing.enterprise_name,
    enterprise.district_code,
    listing.list_version,
    listing.reason,
    listing.listed_on,
    listing.listed_on_to,
    listing.delisted_on,
    listing.delisted_on_to
from {{ ref('stg_talent_office__service_list') }} as listing
left join {{ ref('dim_enterprise') }} as enterprise on listing.enterprise_uscc = enterprise.uscc
