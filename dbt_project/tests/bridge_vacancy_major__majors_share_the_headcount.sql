{{ config(meta={
    'dagster': {'ref': {'name': 'bridge_vacancy_major'}},
    'owner': 'engineer',
    'sentence_en': 'The shares of the majors of a vacancy add up to one; otherwise places are counted twice or lost.',
    'sentence_zh': '同一岗位各专业的份额之和为一；否则招聘人数被重复计数或遗漏。'
}) }}
-- What: vacancies whose weights do not add up to 1.
-- When it matters: whenever the way codes are split changes.
-- How to resolve: look at the major_codes of the vacancy and at the splitting.
select
    vacancy_id,
    sum(allocation_weight) as weights
from {{ ref('bridge_vacancy_major') }}
group by vacancy_id
having abs(sum(allocation_weight) - 1) > 1e-9
