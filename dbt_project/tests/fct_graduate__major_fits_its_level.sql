{{ config(severity='warn', meta={
    'dagster': {'ref': {'name': 'fct_graduate'}},
    'owner': 'provider',
    'sentence_en': 'Some graduates have a major code of another level than their own, or one that is not of six digits. They count all the same; ask the schools for catalogue, level and code together.',
    'sentence_zh': '部分毕业生的专业代码与其学历层次不符，或不是六位数字。这些毕业生照常计数；请学校一并核对专业目录版本、层次与代码。'
}) }}
-- What: catalogue, level and major code that do not go together, one row each with the graduates concerned.
-- When it matters: supply and demand by major compare codes of one catalogue.
-- How to resolve: the school corrects the version, the level or the code; ranges stand in the seed major_levels.
select
    graduate.catalogue_version,
    graduate.level,
    graduate.major_code,
    count(*) as graduates
from {{ ref('fct_graduate') }} as graduate
left join {{ ref('major_levels') }} as known
    on graduate.catalogue_version = known.catalogue_version and graduate.level = known.level
where
    length(graduate.major_code) <> 6
    or left(graduate.major_code, 2) not between known.category_from and known.category_to
group by graduate.catalogue_version, graduate.level, graduate.major_code
