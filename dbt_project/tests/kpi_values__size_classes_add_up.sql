{{ config(meta={
    'dagster': {'ref': {'name': 'kpi_values'}},
    'owner': 'engineer',
    'sentence_en': 'Trainees by size class add up to the share known and unknown together; a gap means that someone was counted in no class or in two.',
    'sentence_zh': '按规模类型统计的学员之和与占比分母一致；不一致说明有人未归类或被重复归类。'
}) }}
-- What: periods where micro to large differ from the denominator of the share (TR06).
-- When it matters: when a size class gains a name the share does not know.
-- How to resolve: see kpi_training_sizes and the members listed there.
select
    period_kind,
    period_start,
    district_code,
    sum(case when dimension = 'size_class' and member <> 'unknown' then numerator else 0 end) as by_class,
    max(case when dimension is null then denominator end) as in_share
from {{ ref('kpi_values') }}
where kpi_id = 'TR06' and status <> 'not_available' and period_start is not null
group by period_kind, period_start, district_code
having
    sum(case when dimension = 'size_class' and member <> 'unknown' then numerator else 0 end)
    <> max(case when dimension is null then denominator end)
