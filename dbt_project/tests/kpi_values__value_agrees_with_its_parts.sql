{{ config(meta={
    'dagster': {'ref': {'name': 'kpi_values'}},
    'owner': 'engineer',
    'sentence_en': 'A value is its numerator, or numerator by denominator; a row that breaks this shows a number nobody can retrace.',
    'sentence_zh': '数值等于分子或分子除以分母；不符的行无法复核。'
}) }}
-- What: rows whose value is not what numerator and denominator give, or whose status does not say so.
-- When it matters: always: pages print all three, and readers compute along.
-- How to resolve: look at the area model of the KPI; value and status come from macros/kpi.sql only.
select
    kpi_id,
    period_kind,
    period_start,
    dimension,
    member,
    numerator,
    denominator,
    value,
    status
from {{ ref('kpi_values') }}
where
    (status = 'ok' and value is null)
    or (status <> 'ok' and value is not null)
    or (value is not null and denominator is null and value <> numerator)
    or (value is not null and denominator is not null and abs(value * denominator - numerator) > 1e-6 * (1 + abs(numerator)))
