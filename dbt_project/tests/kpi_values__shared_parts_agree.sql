{{ config(meta={
    'dagster': {'ref': {'name': 'kpi_values'}},
    'owner': 'engineer',
    'sentence_en': 'The contracted and introduced experts of the rate BL10 are those of BL09 and BL07, and the visited share BL04 rests on the list of BL01; a difference means two definitions of one thing.',
    'sentence_zh': '签约率 BL10 的分子分母即 BL09 与 BL07，走访覆盖率 BL04 的分母即 BL01；不一致说明同一事物有两种口径。'
}) }}
-- What: ratios whose numerator or denominator differs from the KPI that counts the same.
-- When it matters: after every change in kpi_center.
-- How to resolve: compare the conditions of both in kpi_center.
select
    ratio.kpi_id,
    ratio.period_end,
    ratio.numerator,
    ratio.denominator,
    part.kpi_id as part,
    part.value as part_value
from {{ ref('kpi_values') }} as ratio
inner join {{ ref('kpi_values') }} as part
    on
        ratio.period_end = part.period_end
        and coalesce(ratio.district_code, '') = coalesce(part.district_code, '')
        and ratio.dimension is null
        and part.dimension is null
where
    (ratio.kpi_id = 'BL10' and part.kpi_id = 'BL07' and ratio.denominator <> part.value)
    or (ratio.kpi_id = 'BL10' and part.kpi_id = 'BL09' and ratio.numerator <> part.value)
    or (ratio.kpi_id = 'BL04' and part.kpi_id = 'BL01' and ratio.denominator <> part.value)
