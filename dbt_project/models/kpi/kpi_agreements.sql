-- Grain: XQ13, OF02, OF03, OF04, OF05: one row per KPI, period and slice.
with in_force as (
    select
        cast(null as varchar) as district_code,
        greatest(
            coalesce(signed_on_to, signed_on), coalesce(valid_from_to, valid_from, signed_on_to, signed_on)
        ) as counted_from,
        -- The day it runs out or is terminated it is no longer in force.
        least(coalesce(valid_to_to, valid_to), coalesce(terminated_on_to, terminated_on)) as counted_to
    from {{ ref('dim_agreement') }}
    where signed_on is not null
),

colleges as (
    select
        college_id,
        cast(null as varchar) as district_code,
        coalesce(approved_on_to, approved_on) as counted_from,
        coalesce(closed_on_to, closed_on) as counted_to
    from {{ ref('dim_industry_college') }}
    where status in ('建设', '验收') and approved_on is not null
),

company_agreements as (
    select
        agreement_no,
        signed_on,
        signed_on_to,
        pledged
    from {{ ref('dim_agreement') }}
    where system = 'training_company'
),

first_fact as (
    select coalesce(min(signed_on), {{ as_of() }}) as first_day
    from company_agreements
    where signed_on <= {{ as_of() }}
),

signatures as (
    select
        party,
        {{ in_period('calendar_year', 'signed_on', 'signed_on_to') }} as period_start,
        row_number() over (
            partition by party order by signed_on asc nulls last, signed_on_to asc nulls first
        ) as nth
    from {{ ref('bridge_agreement_party') }}
    where
        system = 'training_company'
        and party_kind = '学校'
        and role <> '见证'
        and party is not null
        and is_agreement_known
        and (signed_on is null or signed_on <= {{ as_of() }})
),

of02 as (
    select
        'calendar_year' as period_kind,
        period_start,
        cast(null as varchar) as district_code,
        cast(null as varchar) as dimension,
        cast(null as varchar) as member,
        count(*) as numerator,
        cast(null as double) as denominator,
        count(*) as n,
        cast(null as bigint) as n_complement
    from signatures
    where nth = 1
    group by period_start
),

pledges as (
    select
        day.as_of_day,
        agreement.agreement_no,
        cast(agreement.pledged as decimal(28, 6)) as numerator, -- money is summed exactly, in any order
        cast(null as double) as denominator
    from {{ ref('dim_as_of') }} as day
    left join company_agreements as agreement
        on
            coalesce(agreement.signed_on_to, agreement.signed_on) <= day.as_of_day
            and agreement.pledged is not null
    where day.kpi_id = 'OF04'
),

investments as (
    select
        day.as_of_day,
        investment.agreement_no,
        cast(coalesce(investment.realised, 0) as decimal(28, 6)) as numerator,
        cast(coalesce(investment.pledged, 0) as decimal(28, 6)) as denominator
    from {{ ref('dim_as_of') }} as day
    left join {{ ref('fct_investment') }} as investment
        on investment.is_agreement_known and investment.year <= extract(year from day.as_of_day)
    where day.kpi_id = 'OF05'
),

kpi_rows as (
    {{ as_of_rows('XQ13', 'in_force') }}
    union all
    {{ as_of_rows('OF03', 'colleges', 'college_id') }}
    union all
    {{ kpi_period_rows('OF02', 'of02', ['calendar_year'], 'first_fact') }}
    {% for kpi, facts, is_ratio in [['OF04', 'pledges', false], ['OF05', 'investments', true]] -%}
        union all
        select
            '{{ kpi }}' as kpi_id,
            'as_of' as period_kind,
            as_of_day as period_start,
            as_of_day as period_end,
            cast(null as varchar) as district_code,
            case when is_total = 0 then 'agreement' end as dimension,
            agreement_no as member,
            cast(coalesce(numerator, 0) as double) as numerator,
            cast({{ "coalesce(denominator, 0)" if is_ratio else "null" }} as double) as denominator,
            n,
            cast(null as bigint) as n_complement
        from (
            select
                as_of_day,
                agreement_no,
                grouping(agreement_no) as is_total,
                sum(numerator) as numerator,
                {{ "sum(denominator)" if is_ratio else "null" }} as denominator,
                count(distinct agreement_no) as n
            from {{ facts }}
            group by grouping sets ((as_of_day), (as_of_day, agreement_no))
        ) as slice
        where is_total = 1 or agreement_no is not null
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
