-- Grain: XQ12: one row per academic year and slice.
with first_fact as (
    select coalesce(min(referred_on), {{ as_of() }}) as first_day
    from {{ ref('fct_referral_funnel') }}
),

-- An enterprise counts once a year, however many of its vacancies and persons were matched.
matched as (
    select
        {{ period_start('academic_year', 'pair.referred_on') }} as period_start,
        vacancy.district_code,
        vacancy.enterprise_uscc,
        {{ employer('vacancy.enterprise_uscc', 'vacancy.enterprise_name') }} as enterprise
    from {{ ref('fct_referral_funnel') }} as pair
    inner join {{ ref('fct_vacancy') }} as vacancy on pair.vacancy_id = vacancy.vacancy_id
),

classes as (
    select
        matched.period_start,
        matched.enterprise,
        sizes.size_class,
        row_number() over (
            partition by matched.period_start, matched.enterprise order by sizes.year desc nulls last
        ) as recency
    from matched
    left join {{ ref('dim_enterprise_size') }} as sizes
        on matched.enterprise_uscc = sizes.uscc and extract(year from matched.period_start) >= sizes.year
),

classed as (
    select
        matched.period_start,
        matched.district_code,
        matched.enterprise,
        coalesce(classes.size_class, 'unknown') as size_class
    from matched
    inner join classes
        on
            matched.enterprise = classes.enterprise
            and matched.period_start is not distinct from classes.period_start
            and classes.recency = 1
),

cells as (
    select
        'academic_year' as period_kind,
        period_start,
        district_code,
        cast(null as varchar) as dimension,
        cast(null as varchar) as member,
        count(distinct case when size_class in ('micro', 'small', 'medium') then enterprise end) as numerator,
        cast(count(distinct case when size_class <> 'unknown' then enterprise end) as double) as denominator,
        count(distinct case when size_class in ('micro', 'small', 'medium') then enterprise end) as n,
        cast(null as bigint) as n_complement
    from classed
    group by grouping sets ((period_start), (period_start, district_code))
    having grouping(district_code) = 1 or district_code is not null
    union all
    select
        'academic_year' as period_kind,
        period_start,
        district_code,
        'size_class' as dimension,
        size_class as member,
        count(distinct enterprise) as numerator,
        cast(null as double) as denominator,
        count(distinct enterprise) as n,
        cast(null as bigint) as n_complement
    from classed
    group by grouping sets ((period_start, size_class), (period_start, size_class, district_code))
    having grouping(district_code) = 1 or district_code is not null
),

kpi_rows as (
    {{ kpi_period_rows(
        'XQ12', 'cells', ['academic_year'], 'first_fact',
        [
            [none, none, true], ['size_class', 'micro', false], ['size_class', 'small', false],
            ['size_class', 'medium', false], ['size_class', 'large', false], ['size_class', 'unknown', false]
        ]
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
    case when dimension = 'size_class' then 'enterprises' end as own_unit,
    cast(null as varchar) as own_cell_kind
from kpi_rows
