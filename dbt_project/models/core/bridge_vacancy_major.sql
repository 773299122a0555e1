-- Grain: one row per vacancy_id and major_code; the headcount is shared equally over the majors of a vacancy.
with parts as (
    select
        vacancy_id,
        {{ split_to_rows("translate(major_codes, '；，,', ';;;')", ';') }} as part
    from {{ ref('fct_vacancy') }}
    where major_codes is not null
),

majors as (
    select distinct -- a code named twice asks for one major
        vacancy_id,
        {{ replace_pattern('trim(part)', '[.]0$', '') }} as major_code
    from parts
    where trim(part) <> ''
)

select
    vacancy_id,
    major_code,
    2021 as catalogue_version, -- vacancies name none
    cast(1.0 / count(*) over (partition by vacancy_id) as double) as allocation_weight
from majors
