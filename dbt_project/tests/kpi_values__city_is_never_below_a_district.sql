{{ config(meta={
    'dagster': {'ref': {'name': 'kpi_values'}},
    'owner': 'engineer',
    'sentence_en': 'The city counts at least what its largest district counts; less means that rows with a district were lost on the way.',
    'sentence_zh': '全市计数不小于任一区县；小于则说明有区县数据丢失。'
}) }}
-- What: counts whose city-wide row is below one of its districts.
-- When it matters: always: districts are parts of the city, though their sum may exceed it.
-- How to resolve: compare the grouping of the area model with its district join.
select
    district.kpi_id,
    district.period_kind,
    district.period_start,
    district.dimension,
    district.member,
    district.district_code,
    district.numerator as district_count,
    city.numerator as city_count
from {{ ref('kpi_values') }} as district
left join {{ ref('kpi_values') }} as city
    on
        district.kpi_id = city.kpi_id
        and district.period_kind = city.period_kind
        and district.period_start = city.period_start
        and coalesce(district.dimension, '') = coalesce(city.dimension, '')
        and coalesce(district.member, '') = coalesce(city.member, '')
        and city.district_code is null
where
    district.district_code is not null
    and district.denominator is null
    and district.kpi_id <> 'XQ11' -- a median is no count
    and district.dimension is distinct from 'size_class' -- a person may be of another class in a district
    and (city.numerator is null or city.numerator < district.numerator - 1e-6)
