-- Grain: one row per system, feed, recorded_name and recorded_code: the organisation that is meant.
with folded as (
    select
        *,
        {{ fold_name('recorded_name') }} as folded_name,
        row_number() over (order by system, feed, recorded_name, recorded_code) as reference
    from {{ ref('organisation_references') }}
),

registered as (
    select distinct organisation_code
    from {{ ref('dim_organisation_name') }}
),

home as (
    select distinct left(code, 4) || '00' as city_code
    from {{ ref('home_districts') }}
),

coded as (
    select
        folded.reference,
        1 as method_rank,
        case
            when registered.organisation_code is null then 'unregistered_code' else 'code'
        end as match_method,
        folded.recorded_code as organisation_code
    from folded
    left join registered on folded.recorded_code = registered.organisation_code
    where folded.recorded_code is not null
),

-- A decision speaks for a name in its city while it holds; the latest stands, 'none' is an answer too.
decided as (
    select
        folded.reference,
        2 as method_rank,
        'decision' as match_method,
        nullif(decision.decided_code, 'none') as organisation_code,
        row_number() over (partition by folded.reference order by decision.decided_on desc) as nth
    from folded
    inner join {{ ref('organisation_decisions') }} as decision
        on folded.folded_name = {{ fold_name('decision.recorded_name') }}
    inner join home on coalesce(decision.city_code, home.city_code) = home.city_code
    where
        coalesce(folded.first_on, {{ as_of() }}) >= coalesce(decision.valid_from, date '1900-01-01')
        and coalesce(folded.last_on, {{ as_of() }}) <= coalesce(decision.valid_to, date '2999-12-31')
),

-- The same words as a name in force: a replaced one until its day, then a registered one at home.
named as (
    select
        folded.reference,
        case when name.name_kind = 'replaced' then 3 else 4 end as method_rank,
        case when name.name_kind = 'replaced' then 'former_name' else 'exact_name' end as match_method,
        name.organisation_code,
        count(*) over (partition by folded.reference, name.name_kind) as sharing
    from folded
    inner join {{ ref('dim_organisation_name') }} as name on folded.folded_name = name.folded_name
    where
        name.is_home
        and (
            name.name_kind = 'registered'
            or (name.name_kind = 'replaced' and folded.last_on < name.replaced_on)
        )
),

ways as (
    select
        reference,
        method_rank,
        match_method,
        organisation_code
    from coded
    union all
    select
        reference,
        method_rank,
        match_method,
        organisation_code
    from decided
    where nth = 1
    union all
    select
        reference,
        method_rank,
        match_method,
        organisation_code
    from named
    where sharing = 1
),

best as (
    select
        *,
        row_number() over (partition by reference order by method_rank) as nth
    from ways
),

-- For a person to choose from, never a match: names that are equal but for city and form of company.
place_names as (
    select
        replace(city.name, '市', '') as city,
        replace(province.name, '省', '') as province
    from {{ ref('divisions') }} as city
    inner join home on city.code = home.city_code
    inner join {{ ref('divisions') }} as province on left(city.code, 2) || '0000' = province.code
    where
        city.valid_to is null
        and province.valid_to is null
),

loose_names as (
    select
        name.organisation_code,
        name.name,
        name.folded_name,
        {{ loose_name('name.folded_name') }} as loose_name
    from {{ ref('dim_organisation_name') }} as name
    cross join place_names
),

open_references as (
    select
        folded.reference,
        folded.folded_name,
        {{ loose_name('folded.folded_name') }} as loose_name
    from folded
    cross join place_names
    left join best on folded.reference = best.reference
    where best.reference is null
),

candidates as (
    select
        open_references.reference,
        count(distinct loose_names.organisation_code) as candidates,
        {{ distinct_list("loose_names.organisation_code || ' ' || loose_names.name", '; ') }}
            as candidate_list
    from open_references
    inner join loose_names
        on open_references.loose_name = loose_names.loose_name
    group by open_references.reference
)

select
    folded.system,
    folded.feed,
    folded.name_column,
    folded.recorded_name,
    folded.recorded_code,
    folded.first_on,
    folded.last_on,
    case
        when best.match_method is not null then best.match_method
        when candidates.candidates > 0 then 'candidates'
        else 'unmatched'
    end as match_method,
    best.organisation_code,
    coalesce(organisation.is_branch, false) as is_branch,
    coalesce(candidates.candidates, 0) as candidates,
    candidates.candidate_list
from folded
left join best on folded.reference = best.reference and best.nth = 1
left join candidates on folded.reference = candidates.reference
left join {{ ref('dim_organisation') }} as organisation
    on best.organisation_code = organisation.organisation_code
