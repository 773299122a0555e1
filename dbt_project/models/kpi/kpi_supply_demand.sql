-- Grain: XQ20: one row per academic year and major, and one for all majors.
with first_fact as (
    select coalesce(min(posted_on), {{ as_of() }}) as first_day
    from {{ ref('fct_vacancy') }}
    where posted_on <= {{ as_of() }}
),

vacancies as (
    select
        vacancy_id,
        {{ in_period('academic_year', 'posted_on', 'posted_on_to') }} as period_start,
        coalesce(headcount, 0) as headcount
    from {{ ref('fct_vacancy') }}
    where is_posted and not is_repost
),

-- Graduates of a leaving year belong to the academic year that ends in it; those at school while it runs.
graduates as (
    select
        graduate.student_no,
        graduate.major_code,
        coalesce(graduate.catalogue_version, 2021) as catalogue_version,
        period.period_start
    from {{ ref('fct_graduate') }} as graduate
    inner join {{ ref('dim_period') }} as period
        on period.period_kind = 'academic_year' and graduate.cohort_year = extract(year from period.last_day)
    cross join first_fact
    where
        period.last_day >= first_fact.first_day
        and (graduate.has_left or (graduate.status = '在校' and period.last_day > {{ as_of() }}))
),

-- The same six digits name another major in another catalogue, so only the vacancies' catalogue meets.
parts as (
    select
        period_start,
        cast(null as varchar) as dimension,
        cast(null as varchar) as member,
        1 as graduates,
        cast(0 as double) as headcount
    from graduates
    union all
    select
        period_start,
        case when catalogue_version = 2021 then 'major' else 'major_of_other_catalogue' end as dimension,
        case
            when catalogue_version = 2021 then major_code
            else cast(catalogue_version as varchar) || ':' || major_code
        end as member,
        1 as graduates,
        cast(0 as double) as headcount
    from graduates
    where major_code is not null
    union all
    select
        period_start,
        cast(null as varchar) as dimension,
        cast(null as varchar) as member,
        0 as graduates,
        cast(headcount as double) as headcount
    from vacancies
    union all
    select
        vacancies.period_start,
        'major' as dimension,
        coalesce(major.major_code, 'none') as member,
        0 as graduates,
        vacancies.headcount * coalesce(major.allocation_weight, 1) as headcount
    from vacancies
    left join {{ ref('bridge_vacancy_major') }} as major on vacancies.vacancy_id = major.vacancy_id
),

cells as (
    select
        'academic_year' as period_kind,
        period_start,
        cast(null as varchar) as district_code,
        dimension,
        member,
        sum(graduates) as numerator,
        -- Thirds of a place add up to whole places again.
        round(sum(headcount), 9) as denominator,
        sum(graduates) as n,
        cast(null as bigint) as n_complement
    from parts
    group by period_start, dimension, member
),

kpi_rows as (
    {{ kpi_period_rows('XQ20', 'cells', ['academic_year'], 'first_fact', [[none, none, true]]) }}
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
