{{ config(meta={
    'dagster': {'ref': {'name': 'kpi_values'}},
    'owner': 'engineer',
    'sentence_en': 'No step of a funnel holds more than the step before; more means that an earlier step was not implied.',
    'sentence_zh': '漏斗中后一环节的数量不超过前一环节；超过说明之前环节未被推定。'
}) }}
-- What: funnel rows (XQ09, BL12) above the step before in the same cohort.
-- When it matters: always: later steps imply earlier ones.
-- How to resolve: look at the accumulating snapshot behind the funnel.
with steps as (
    select
        kpi_id,
        period_start,
        numerator,
        case member
            when 'referral' then 1
            when 'interview' then 2
            when 'offer' then 3
            when 'report' then 4
            when 'demand' then 1
            when 'introduction' then 2
            when 'negotiation' then 3
            when 'contract' then 4
        end as step
    from {{ ref('kpi_values') }}
    where kpi_id in ('XQ09', 'BL12') and dimension = 'step'
)

select
    later.kpi_id,
    later.period_start,
    later.step,
    later.numerator,
    earlier.numerator as numerator_before
from steps as later
inner join steps as earlier
    on
        later.kpi_id = earlier.kpi_id
        and later.period_start = earlier.period_start
        and later.step = earlier.step + 1
where later.numerator > earlier.numerator
