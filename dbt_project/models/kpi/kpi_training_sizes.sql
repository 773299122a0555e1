-- Grain: TR06: one row per period and slice.
with first_fact as (
    select coalesce(min(held_on), {{ as_of() }}) as first_day
    from {{ ref('fct_class_session') }}
    where status = '已举办' and held_on <= {{ as_of() }}
),

attended as (
    {% for kind, start in [['calendar_year', 'year_start'], ['quarter', 'quarter_start']] -%}
        select
            '{{ kind }}' as period_kind,
            {{ start }} as period_start,
            district_code,
            person,
            first_held_on,
            first_session,
            employer_uscc
        from {{ ref('fct_attendance_period') }}
        where attended > 0 and is_enrolled
        {% if not loop.last %}union all{% endif %}
    {% endfor -%}
),

-- The first attended session inside each row's own period and district decides the employer.
firsts as (
    select
        period_kind,
        period_start,
        cast(null as varchar) as district_code,
        person,
        first_held_on,
        employer_uscc,
        row_number() over (
            partition by period_kind, period_start, person order by first_session
        ) as nth
    from attended
    union all
    select
        period_kind,
        period_start,
        district_code,
        person,
        first_held_on,
        employer_uscc,
        row_number() over (
            partition by period_kind, period_start, district_code, person order by first_session
        ) as nth
    from attended
    where district_code is not null
),

trainees as (
    select
        firsts.period_kind,
        firsts.period_start,
        firsts.district_code,
        firsts.person,
        sizes.size_class,
        row_number() over (
            partition by firsts.period_kind, firsts.period_start, firsts.district_code, firsts.person
            order by sizes.year desc nulls last
        ) as recency
    from firsts
    left join {{ ref('dim_enterprise_size') }} as sizes
        on firsts.employer_uscc = sizes.uscc and sizes.year <= extract(year from firsts.first_held_on)
    where firsts.nth = 1
),

classed as (
    select
        period_kind,
        period_start,
        district_code,
        coalesce(size_class, 'unknown') as size_class
    from trainees
    where recency = 1
),

shares as (
    select
        period_kind,
        period_start,
        district_code,
        count(case when size_class in ('micro', 'small', 'medium') then 1 end) as numerator,
        count(case when size_class <> 'unknown' then 1 end) as denominator
    from classed
    group by period_kind, period_start, district_code
),

cells as (
    select
        period_kind,
        period_start,
        district_code,
        cast(null as varchar) as dimension,
        cast(null as varchar) as member,
        numerator,
        cast(denominator as double) as denominator,
        numerator as n,
        denominator - numerator as n_complement
    from shares
    union all
    select
        period_kind,
        period_start,
        district_code,
        'size_class' as dimension,
        size_class as member,
        count(*) as numerator,
        cast(null as double) as denominator,
        count(*) as n,
        cast(null as bigint) as n_complement
    from classed
    group by period_kind, period_start, district_code, size_class
),

kpi_rows as (
    {{ kpi_period_rows(
        'TR06', 'cells', ['calendar_year', 'quarter'], 'first_fact',
        [
            [none, none, true], ['size_class', 'micro', false], ['size_class', 'small', false],
            ['size_class', 'medium', false], ['size_class', 'large', false], ['size_class', 'unknown', false]
        ], true
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
    case when dimension = 'size_class' then 'persons' end as own_unit,
    cast(null as varchar) as own_cell_kind
from kpi_rows
