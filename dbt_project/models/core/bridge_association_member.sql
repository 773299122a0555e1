-- Grain: one row per association, member enterprise and day of entry, latest version.
select
    members.association_uscc,
    members.enterprise_uscc,
    members.enterprise_name,
    members.grade,
    members.valid_from,
    members.valid_from_to,
    members.valid_to,
    members.valid_to_to,
    association.uscc is not null as is_association_known
from {{ ref('stg_messenger__association_members') }} as members
left join {{ ref('dim_association') }} as association on members.association_uscc = association.uscc
