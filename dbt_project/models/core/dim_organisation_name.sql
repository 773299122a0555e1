-- Grain: one row per organisation_code and folded_name: the names a register has for it.
with former as (
    select
        uscc as organisation_code,
        {{ split_to_rows("translate(former_names, '；', ';')", ';') }} as name
    from {{ ref('stg_market_registry__enterprises') }}
    where former_names is not null
),

named as (
    {% for model, code, name in [
        ('dim_enterprise', 'uscc', 'legal_name'),
        ('dim_school', 'school_code', 'name'),
        ('dim_association', 'uscc', 'name'),
        ('dim_training_institution', 'uscc', 'name'),
    ] -%}
        select
            {{ code }} as organisation_code,
            {{ name }} as name,
            'registered' as name_kind,
            1 as kind_rank,
            cast(null as date) as replaced_on
        from {{ ref(model) }}
        union all
    {% endfor -%}
    select
        uscc as organisation_code,
        legal_name as name,
        'replaced' as name_kind,
        2 as kind_rank,
        replaced_on
    from {{ ref('stg_market_registry__enterprise_names') }}
    where replaced_on is not null
    union all
    select
        organisation_code,
        trim(name) as name,
        'former' as name_kind,
        3 as kind_rank,
        cast(null as date) as replaced_on
    from former
),

folded as (
    select
        *,
        {{ fold_name('name') }} as folded_name
    from named
),

ranked as (
    select
        *,
        row_number() over (partition by organisation_code, folded_name order by kind_rank, name) as nth
    from folded
    where folded_name is not null
)

select
    ranked.organisation_code,
    ranked.folded_name,
    ranked.name,
    ranked.name_kind,
    ranked.replaced_on,
    -- A register of the home city holds its own: only a seat elsewhere puts an organisation outside.
    coalesce(not organisation.is_enterprise or district.is_home, true) as is_home
from ranked
left join {{ ref('dim_organisation') }} as organisation
    on ranked.organisation_code = organisation.organisation_code
left join {{ ref('dim_district') }} as district on organisation.district_code = district.district_code
where ranked.nth = 1
