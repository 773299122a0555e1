-- Grain: TR01, TR02, TR03: one row per KPI, period and slice.
with first_fact as (
    select coalesce(min(held_on), {{ as_of() }}) as first_day
    from {{ ref('fct_class_session') }}
    where status = '已举办' and held_on <= {{ as_of() }}
),

-- The first held session of a class, and the first attended session of an enrolment, decide the period.
class_sessions as (
    select
        class_id,
        district_code,
        held_on,
        held_on_to,
        row_number() over (partition by class_id order by held_on asc nulls last, session_id asc) as nth
    from {{ ref('fct_class_session') }}
    where is_held
),

attended as (
    select
        person,
        class_id,
        district_code,
        year_start,
        quarter_start,
        is_enrolled,
        row_number() over (partition by class_id, person order by first_session) as nth
    from {{ ref('fct_attendance_period') }}
    where attended > 0
),

bucketed as (
    {% for kind, start in [['calendar_year', 'year_start'], ['quarter', 'quarter_start']] -%}
        select
            'TR01' as kpi_id,
            '{{ kind }}' as period_kind,
            {{ in_period(kind, 'held_on', 'held_on_to') }} as period_start,
            district_code,
            class_id as unit
        from class_sessions
        where nth = 1
        union all
        select
            'TR02' as kpi_id,
            '{{ kind }}' as period_kind,
            {{ start }} as period_start,
            district_code,
            person as unit
        from attended
        union all
        select
            'TR03' as kpi_id,
            '{{ kind }}' as period_kind,
            {{ start }} as period_start,
            district_code,
            person as unit
        from attended
        where nth = 1 and is_enrolled
        {% if not loop.last %}union all{% endif %}
    {% endfor -%}
),

cells as (
    select
        kpi_id,
        period_kind,
        period_start,
        district_code,
        cast(null as varchar) as dimension,
        cast(null as varchar) as member,
        -- Classes and trainee-times are one row each.
        case when kpi_id = 'TR02' then count(distinct unit) else count(*) end as numerator,
        cast(null as double) as denominator,
        count(distinct unit) as n,
        cast(null as bigint) as n_complement
    from bucketed
    group by
        grouping sets (
            (kpi_id, period_kind, period_start), (kpi_id, period_kind, period_start, district_code)
        )
    having grouping(district_code) = 1 or district_code is not null
),

{% for kpi in ['TR01', 'TR02', 'TR03'] -%}
    {{ kpi | lower }} as (
        select
            period_kind,
            period_start,
            district_code,
            dimension,
            member,
            numerator,
            denominator,
            n,
            n_complement
        from cells
        where kpi_id = '{{ kpi }}'
    ),

{% endfor -%}
kpi_rows as (
    {% for kpi in ['TR01', 'TR02', 'TR03'] -%}
        {{ kpi_period_rows(kpi, kpi | lower, ['calendar_year', 'quarter'], 'first_fact') }}
        {% if not loop.last %}union all{% endif %}
    {% endfor -%}
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
