-- Grain: one row per organisation_code: a credit code or a school code, with the roles the organisation has.
with named as (
    select
        uscc as organisation_code,
        legal_name as name,
        district_code,
        'enterprise' as role,
        1 as name_rank,
        parent_uscc as parent_code
    from {{ ref('dim_enterprise') }}
    union all
    select
        school_code as organisation_code,
        name,
        district_code,
        'school' as role,
        2 as name_rank,
        cast(null as varchar) as parent_code
    from {{ ref('dim_school') }}
    union all
    select
        uscc as organisation_code,
        name,
        district_code,
        'association' as role,
        3 as name_rank,
        cast(null as varchar) as parent_code
    from {{ ref('dim_association') }}
    union all
    select
        uscc as organisation_code,
        name,
        district_code,
        'training_institution' as role,
        4 as name_rank,
        cast(null as varchar) as parent_code
    from {{ ref('dim_training_institution') }}
    union all
    select
        enterprise_uscc as organisation_code,
        enterprise_name as name,
        district_code,
        'platform_enterprise' as role,
        5 as name_rank,
        cast(null as varchar) as parent_code
    from {{ ref('dim_platform_enterprise') }}
    union all
    select
        enterprise_uscc as organisation_code,
        enterprise_name as name,
        district_code,
        'listed_enterprise' as role,
        6 as name_rank,
        cast(null as varchar) as parent_code
    from {{ ref('fct_service_listing') }}
),

ranked as (
    select
        organisation_code,
        name,
        district_code,
        role,
        parent_code,
        row_number() over (partition by organisation_code order by name_rank asc, name asc nulls last) as nth
    from named
)

select
    organisation_code,
    max(case when nth = 1 then name end) as name,
    max(case when nth = 1 then district_code end) as district_code,
    bool_or(role = 'enterprise') as is_enterprise,
    bool_or(role = 'school') as is_school,
    bool_or(role = 'association') as is_association,
    bool_or(role = 'training_institution') as is_training_institution,
    bool_or(role = 'platform_enterprise') as is_platform_enterprise,
    bool_or(role = 'listed_enterprise') as is_listed_enterprise,
    max(parent_code) as parent_code,
    -- A branch has a code of its own, but the legal person is its parent: count the two apart.
    max(parent_code) is not null as is_branch
from ranked
group by organisation_code
