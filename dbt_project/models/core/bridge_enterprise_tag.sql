-- Grain: one row per uscc, tag and day the recognition began, latest version.
select
    tags.uscc,
    tags.tag,
    tags.valid_from,
    tags.valid_from_to,
    tags.valid_to,
    tags.valid_to_to,
    enterprise.uscc is not null as is_enterprise_known
from {{ ref('stg_market_registry__enterprise_tags') }} as tags
left join {{ ref('dim_enterprise') }} as enterprise on tags.uscc = enterprise.uscc
