-- Grain: TR04, TR08: one row per KPI, calendar year and slice.
with first_fact as (
    select coalesce(min(held_on), {{ as_of() }}) as first_day
    from {{ ref('fct_class_session') }}
    where status = '已举办' and held_on <= {{ as_of() }}
),

sessions as (
    select
        class_id,
        district_code,
        {{ in_period('calendar_year', 'held_on', 'held_on_to') }} as period_start,
        -- A date that crosses a month's border belongs to no class-month.
        class_id || '|' || cast({{ in_period('month', 'held_on', 'held_on_to') }} as varchar) as class_month,
        case when kind = '考察' then class_id || '|' || cast(held_on as varchar) end as visit_day
    from {{ ref('fct_class_session') }}
    where is_held
),

-- A session without any record stays: its class is then not applicable, never 0 %.
records as (
    select
        year_start as period_start,
        district_code,
        class_id,
        person,
        attended,
        absent
    from {{ ref('fct_attendance_period') }}
    union all
    select
        period_start,
        district_code,
        class_id,
        cast(null as varchar) as person,
        0 as attended,
        0 as absent
    from sessions
),

attendance_cells as (
    select
        'calendar_year' as period_kind,
        period_start,
        district_code,
        case when grouping(class_id) = 0 then 'class' end as dimension,
        class_id as member,
        sum(attended) as numerator,
        sum(attended + absent) as denominator,
        count(distinct case when attended > 0 then person end) as n,
        count(distinct case when absent > 0 then person end) as n_complement
    from records
    group by grouping sets ((period_start), (period_start, district_code), (period_start, class_id))
    having grouping(district_code) = 1 or district_code is not null
),

visit_cells as (
    select
        'calendar_year' as period_kind,
        period_start,
        district_code,
        case when grouping(class_id) = 0 then 'class' end as dimension,
        class_id as member,
        count(distinct visit_day) as numerator,
        count(distinct class_month) as denominator,
        count(distinct visit_day) as n,
        cast(null as bigint) as n_complement
    from sessions
    group by grouping sets ((period_start), (period_start, district_code), (period_start, class_id))
    having grouping(district_code) = 1 or district_code is not null
),

kpi_rows as (
    {{ kpi_period_rows(
        'TR04', 'attendance_cells', ['calendar_year'], 'first_fact', [[none, none, true]], true
    ) }}
    union all
    {{ kpi_period_rows('TR08', 'visit_cells', ['calendar_year'], 'first_fact', [[none, none, true]]) }}
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
