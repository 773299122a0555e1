-- Grain: one row per division code ever valid, with its latest name.
with ranked as (
    select
        code,
        name,
        valid_from,
        valid_to,
        row_number() over (partition by code order by valid_from desc, name asc) as spell_rank
    from {{ ref('divisions') }}
)

select
    ranked.code as district_code,
    coalesce(home.name_zh, ranked.name) as name_zh,
    coalesce(home.name_en, ranked.name) as name_en,
    home.code is not null as is_home,
    coalesce(home.sort_order, 1000) as sort_order,
    coalesce(home.valid_from, ranked.valid_from) as valid_from,
    coalesce(home.valid_to, ranked.valid_to) as valid_to,
    home.successor_code
from ranked
left join {{ ref('home_districts') }} as home on ranked.code = home.code
where ranked.spell_rank = 1
