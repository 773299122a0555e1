-- Grain: TR07, TR09: one row per KPI, calendar year of the class and slice.
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
        row_number() over (partition by class_id order by held_on asc nulls last, session_id asc) as nth
    from {{ ref('fct_class_session') }}
    where is_held
),

-- A class belongs whole to the year of its first held session, as in TR01.
classes as (
    select
        class_id,
        district_code,
        period_start
    from sessions
    where nth = 1
),

-- Who took part; a class without anybody stays and is not applicable.
participants as (
    select
        classes.period_start,
        classes.district_code,
        classes.class_id,
        enrolment.person,
        coalesce(enrolment.status = '结业', false) as has_completed
    from classes
    left join {{ ref('fct_enrolment') }} as enrolment
        on classes.class_id = enrolment.class_id and enrolment.status in ('参训', '结业', '退训')
),

completion_cells as (
    select
        'calendar_year' as period_kind,
        period_start,
        district_code,
        case when grouping(class_id) = 0 then 'class' end as dimension,
        class_id as member,
        count(case when has_completed then 1 end) as numerator,
        count(person) as denominator,
        count(distinct case when has_completed then person end) as n,
        count(distinct case when not has_completed then person end) as n_complement
    from participants
    group by grouping sets ((period_start), (period_start, district_code), (period_start, class_id))
    having grouping(district_code) = 1 or district_code is not null
),

trainees as (
    select distinct -- one enrolment attends in many periods
        class_id,
        person
    from {{ ref('fct_attendance_period') }}
    where attended > 0 and is_enrolled
),

trainee_times as (
    select
        class_id,
        count(*) as trainee_times
    from trainees
    group by class_id
),

-- Money without trainees, or trainees without money, tell a wrong price: such a class is left out of both.
costs as (
    select
        classes.period_start,
        classes.class_id,
        cast(training_class.spent as decimal(28, 6)) as spent,
        coalesce(trainee_times.trainee_times, 0) as trainee_times,
        training_class.spent is not null and trainee_times.trainee_times is not null as is_priced
    from classes
    inner join {{ ref('dim_training_class') }} as training_class on classes.class_id = training_class.class_id
    left join trainee_times on classes.class_id = trainee_times.class_id
),

persons as (
    select
        costs.period_start,
        count(distinct trainees.person) as persons
    from costs
    inner join trainees on costs.class_id = trainees.class_id
    where costs.is_priced
    group by costs.period_start
),

yearly_costs as (
    select
        period_start,
        sum(case when is_priced then spent else 0 end) as spent,
        sum(case when is_priced then trainee_times else 0 end) as trainee_times,
        count(case when not is_priced then 1 end) as classes_left_out
    from costs
    group by period_start
),

cost_cells as (
    select
        'calendar_year' as period_kind,
        yearly_costs.period_start,
        cast(null as varchar) as district_code,
        cast(null as varchar) as dimension,
        cast(null as varchar) as member,
        cast(yearly_costs.spent as double) as numerator,
        cast(yearly_costs.trainee_times as double) as denominator,
        coalesce(persons.persons, 0) as n,
        cast(null as bigint) as n_complement
    from yearly_costs
    left join persons on yearly_costs.period_start is not distinct from persons.period_start
    union all
    select
        'calendar_year' as period_kind,
        period_start,
        cast(null as varchar) as district_code,
        'measure' as dimension,
        'classes_left_out' as member,
        cast(classes_left_out as double) as numerator,
        cast(null as double) as denominator,
        classes_left_out as n,
        cast(null as bigint) as n_complement
    from yearly_costs
),

kpi_rows as (
    {{ kpi_period_rows(
        'TR07', 'completion_cells', ['calendar_year'], 'first_fact', [[none, none, true]], true
    ) }}
    union all
    {{ kpi_period_rows(
        'TR09', 'cost_cells', ['calendar_year'], 'first_fact',
        [[none, none, true], ['measure', 'classes_left_out', false]]
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
    case when dimension = 'measure' then 'classes' end as own_unit,
    case when dimension = 'measure' then 'public' end as own_cell_kind
from kpi_rows
