-- Grain: TR05: one row per period and slice; hours of one class day included.
with first_fact as (
    select coalesce(min(held_on), {{ as_of() }}) as first_day
    from {{ ref('fct_class_session') }}
    where status = '已举办' and held_on <= {{ as_of() }}
),

sessions as (
    select
        session_id,
        class_id,
        district_code,
        held_on,
        held_on_to,
        {{ in_period('calendar_year', 'held_on', 'held_on_to') }} as period_start,
        cast(coalesce(hours, 0) as decimal(18, 6)) as hours
    from {{ ref('fct_class_session') }}
    where is_held
),

credits as (
    select
        person,
        district_code,
        year_start as period_start,
        hours
    from {{ ref('fct_attendance_period') }}
    where attended > 0
),

cells as (
    select
        'calendar_year' as period_kind,
        period_start,
        district_code,
        -- Undated hours have one row; it shows the hours of the sessions.
        case when period_start is not null then 'measure' end as dimension,
        case when period_start is not null then 'class_hours' end as member,
        cast(sum(hours) as double) as numerator,
        cast(null as double) as denominator,
        count(distinct session_id) as n,
        cast(null as bigint) as n_complement
    from sessions
    group by grouping sets ((period_start), (period_start, district_code))
    having grouping(district_code) = 1 or district_code is not null
    union all
    select
        'calendar_year' as period_kind,
        period_start,
        district_code,
        'measure' as dimension,
        'person_hours' as member,
        cast(sum(hours) as double) as numerator,
        cast(null as double) as denominator,
        count(distinct person) as n,
        cast(null as bigint) as n_complement
    from credits
    group by grouping sets ((period_start), (period_start, district_code))
    having grouping(district_code) = 1 or district_code is not null
),

kpi_rows as (
    {{ kpi_period_rows(
        'TR05', 'cells', ['calendar_year'], 'first_fact',
        [['measure', 'class_hours', false], ['measure', 'person_hours', false]]
    ) }}
    union all
    select
        'TR05' as kpi_id,
        'day' as period_kind,
        held_on as period_start,
        held_on as period_end,
        cast(null as varchar) as district_code,
        'class' as dimension,
        class_id as member,
        cast(sum(hours) as double) as numerator,
        cast(null as double) as denominator,
        count(*) as n,
        cast(null as bigint) as n_complement
    from sessions
    where held_on is not null and held_on_to is null
    group by held_on, class_id
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
    case when member = 'person_hours' and dimension = 'measure' then 'person_hours' end as own_unit,
    case when dimension <> 'measure' or member = 'class_hours' then 'public' end as own_cell_kind
from kpi_rows
