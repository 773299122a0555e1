-- Grain: XQ02, XQ17, XQ18, XQ19: one row per KPI, as-of day and slice.
with graduates as (
    select
        person as thing,
        school_code,
        student_no,
        district_code,
        cohort_year,
        cast(cast(cohort_year as varchar) || '-01-01' as date) as counted_from,
        cast(null as date) as counted_to
    from {{ ref('fct_graduate') }}
    where has_left and cohort_year between 1900 and extract(year from {{ as_of() }})
),

first_cohort as (
    select min(counted_from) as first_day
    from graduates
),

-- Rates of a leaving year are told at the end of August and of December of every year, and on the named days.
days as (
    select as_of_day
    from {{ ref('dim_as_of') }}
    where kpi_id in ('XQ17', 'XQ18', 'XQ19')
    {% for month in [8, 12] -%}
        union -- a named day may be one of these
        select {{ add_days_to(add_months_to('year_of.period_start', month), -1) }} as as_of_day
        from {{ ref('dim_period') }} as year_of
        cross join first_cohort
        where
            year_of.period_kind = 'calendar_year'
            and year_of.period_start >= first_cohort.first_day
            and {{ add_days_to(add_months_to('year_of.period_start', month), -1) }} <= {{ as_of() }}
    {% endfor -%}
),

outcomes as (
    select
        days.as_of_day,
        outcome.school_code,
        outcome.student_no,
        outcome.has_destination,
        outcome.is_employed,
        outcome.is_employed and outcome.is_local as is_retained,
        outcome.is_employed and coalesce(outcome.major_matched, false) as is_matched,
        row_number() over (
            partition by days.as_of_day, outcome.school_code, outcome.student_no
            order by coalesce(outcome.reckoned_on_to, outcome.reckoned_on) desc, outcome.reckoned_on desc
        ) as recency
    from days
    inner join {{ ref('fct_graduate_outcome') }} as outcome
        on
            coalesce(outcome.reckoned_on_to, outcome.reckoned_on) <= days.as_of_day
            and extract(year from outcome.reckoned_on) = extract(year from days.as_of_day)
),

-- Without an outcome a graduate stays in the denominator.
judged as (
    select
        days.as_of_day,
        graduates.student_no,
        graduates.district_code,
        coalesce(outcomes.has_destination, false) as has_destination,
        coalesce(outcomes.is_employed, false) as is_employed,
        coalesce(outcomes.is_retained, false) as is_retained,
        coalesce(outcomes.is_matched, false) as is_matched
    from days
    left join graduates on extract(year from days.as_of_day) = graduates.cohort_year
    left join outcomes
        on
            days.as_of_day = outcomes.as_of_day
            and graduates.school_code = outcomes.school_code
            and graduates.student_no = outcomes.student_no
            and outcomes.recency = 1
),

kpi_rows as (
    {{ as_of_rows('XQ02', 'graduates', 'thing') }}
    {% for kpi, counted, among in [
        ['XQ17', 'has_destination', 'true'], ['XQ18', 'is_retained', 'is_employed'],
        ['XQ19', 'is_matched', 'is_employed']
    ] -%}
        union all
        select
            '{{ kpi }}' as kpi_id,
            'as_of' as period_kind,
            as_of_day as period_start,
            as_of_day as period_end,
            district_code,
            cast(null as varchar) as dimension,
            cast(null as varchar) as member,
            cast(count(case when {{ counted }} then student_no end) as double) as numerator,
            cast(count(case when {{ among }} then student_no end) as double) as denominator,
            count(case when {{ counted }} then student_no end) as n,
            count(case when {{ among }} and not {{ counted }} then student_no end) as n_complement
        from judged
        group by grouping sets ((as_of_day), (as_of_day, district_code))
        having grouping(district_code) = 1 or district_code is not null
    {% endfor -%}
    union all
    -- What both rates have in common.
    select
        'XQ18' as kpi_id,
        'as_of' as period_kind,
        as_of_day as period_start,
        as_of_day as period_end,
        district_code,
        'measure' as dimension,
        'employed' as member,
        cast(count(case when is_employed then student_no end) as double) as numerator,
        cast(null as double) as denominator,
        count(case when is_employed then student_no end) as n,
        cast(null as bigint) as n_complement
    from judged
    group by grouping sets ((as_of_day), (as_of_day, district_code))
    having grouping(district_code) = 1 or district_code is not null
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
    case when dimension = 'measure' then 'persons' end as own_unit,
    cast(null as varchar) as own_cell_kind
from kpi_rows
