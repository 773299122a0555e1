-- Grain: BL19: one row per calendar year and month since both permits are issued together.
with first_issue as (
    select greatest({{ permits_joined() }}, coalesce(min(issued_on), {{ as_of() }})) as first_day
    from {{ ref('fct_permit') }}
),

-- What one person applied for on one day; a permit issued anew counts by its first issue.
applications as (
    select
        person_key,
        applied_on,
        applied_on_to,
        min(case when kind = '工作许可' then issued_on end) as work_on,
        min(case when kind = '居留许可' then issued_on end) as residence_on
    from {{ ref('fct_permit') }}
    where
        person_key is not null
        and applied_on is not null
        and coalesce(issued_on_to, issued_on) = issued_on
    group by person_key, applied_on, applied_on_to
),

-- Dated by the later permit: before that nobody knows how far apart the two will be.
judged as (
    select
        person_key,
        greatest(work_on, residence_on) as completed_on,
        {{ working_days_between('least(work_on, residence_on)', 'greatest(work_on, residence_on)') }} <= 1
            as is_same_day
    from applications
    where work_on is not null and residence_on is not null
),

cells as (
    {% for kind in ['calendar_year', 'month'] -%}
        select
            '{{ kind }}' as period_kind,
            {{ period_start(kind, 'completed_on') }} as period_start,
            cast(null as varchar) as district_code,
            cast(null as varchar) as dimension,
            cast(null as varchar) as member,
            count(case when is_same_day then 1 end) as numerator,
            count(*) as denominator,
            count(distinct case when is_same_day then person_key end) as n,
            count(distinct case when not is_same_day then person_key end) as n_complement
        from judged
        where completed_on >= {{ permits_joined() }}
        group by {{ period_start(kind, 'completed_on') }}
        {% if not loop.last %}union all{% endif %}
    {% endfor -%}
),

kpi_rows as (
    {{ kpi_period_rows(
        'BL19', 'cells', ['calendar_year', 'month'], 'first_issue', [[none, none, true]], true
    ) }}
)

select
    kpi_id,
    period_kind,
    period_start,
    period_end,
    district_code,
    dimension,
    member,
    numerator,
    denominator,
    {{ kpi_value() }} as value,
    n,
    n_complement,
    {{ kpi_status() }} as status,
    cast(null as varchar) as own_unit,
    cast(null as varchar) as own_cell_kind
from kpi_rows
