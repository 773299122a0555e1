-- Grain: XQ14, BL16, BL18: one row per KPI, calendar year (of payment; of the grant) and slice.
with payments as (
    select
        payment_no,
        programme,
        level,
        payee,
        person_key,
        contract_no,
        project_no,
        child_no,
        grant_year,
        case
            when grant_year between 1949 and extract(year from {{ as_of() }})
                then cast(cast(grant_year as varchar) || '-01-01' as date)
        end as granted_from,
        -- Decimals: money is summed exactly, in any order.
        cast(basis as decimal(28, 6)) as basis,
        cast(coalesce(amount, 0) as decimal(28, 6)) as amount,
        paid_on,
        {{ in_period('calendar_year', 'paid_on', 'paid_on_to') }} as paid_year
    from {{ ref('fct_subsidy_payment') }}
    where is_standing
),

first_payment as (
    select coalesce(min(paid_on), {{ as_of() }}) as first_day
    from {{ ref('fct_subsidy_payment') }}
    where paid_on <= {{ as_of() }}
),

first_grant as (
    select coalesce(min(granted_from), {{ as_of() }}) as first_day
    from payments
),

contract_years as (
    select
        contract_no,
        granted_from,
        max(basis) as basis
    from payments
    where programme = '年薪资助' and contract_no is not null and grant_year is not null
    group by contract_no, granted_from
    having max(basis) > 0
),

-- Money by payee, which disclosure control needs to know.
money as (
    select
        'XQ14' as kpi_id,
        paid_year as period_start,
        cast(null as varchar) as dimension,
        cast(null as varchar) as member,
        payee,
        amount
    from payments
    where programme = '校企合作'
    {% for dimension, member in [['null', 'null'], ["'level'", 'payments.level']] -%}
        union all
        select
            'BL16' as kpi_id,
            payments.granted_from as period_start,
            cast({{ dimension }} as varchar) as dimension,
            cast({{ member }} as varchar) as member,
            payments.payee,
            payments.amount
        from payments
        inner join contract_years
            on
                payments.contract_no = contract_years.contract_no
                and payments.granted_from = contract_years.granted_from
        where payments.programme = '年薪资助'{{ ' and payments.level is not null' if member != 'null' }}
    {% endfor -%}
),

payees as (
    select
        kpi_id,
        period_start,
        dimension,
        member,
        payee,
        sum(amount) as amount
    from money
    group by kpi_id, period_start, dimension, member, payee
),

sums as (
    select
        kpi_id,
        period_start,
        dimension,
        member,
        sum(amount) as amount,
        count(*) as payees,
        case
            when sum(amount) > 0 then cast(max(amount) as double) / cast(sum(amount) as double)
        end as top_share
    from payees
    group by kpi_id, period_start, dimension, member
),

bases as (
    select
        granted_from,
        sum(basis) as basis
    from contract_years
    group by granted_from
),

cells as (
    select
        sums.kpi_id,
        'calendar_year' as period_kind,
        sums.period_start,
        cast(null as varchar) as district_code,
        sums.dimension,
        sums.member,
        sums.amount as numerator,
        case when sums.kpi_id = 'BL16' then bases.basis end as denominator,
        sums.payees as n,
        cast(null as bigint) as n_complement
    from sums
    left join bases on sums.period_start = bases.granted_from
),

-- Caps hold for sums, not for single payments.
groups as (
    {% for programme, key in [
        ['顶尖专家补助', "coalesce(person_key, payment_no) || '|' || cast(grant_year as varchar)"],
        ['子女学费', "coalesce(child_no, payment_no) || '|' || cast(grant_year as varchar)"],
        ['科技项目', 'coalesce(project_no, payment_no)']
    ] -%}
        select
            programme,
            {{ key }} as grouped_by,
            granted_from,
            amount,
            row_number() over (
                partition by {{ key }} order by paid_on desc nulls last, payment_no desc
            ) as recency
        from payments
        where programme = '{{ programme }}' and granted_from is not null
        {% if not loop.last %}union all{% endif %}
    {% endfor -%}
),

totals as (
    select
        programme,
        grouped_by,
        max(case when recency = 1 then granted_from end) as granted_from,
        sum(amount) as amount
    from groups
    group by programme, grouped_by
),

breaches as (
    select
        totals.granted_from as period_start,
        caps.cap,
        count(*) as breaches
    from totals
    inner join {{ ref('subsidy_caps') }} as caps
        on
            caps.kpi_id = 'BL18'
            and totals.programme = caps.programme
            and totals.granted_from >= caps.valid_from
            and (caps.valid_to is null or totals.granted_from <= caps.valid_to)
    where totals.amount > caps.cap_amount
    group by totals.granted_from, caps.cap
),

bl18 as (
    select
        'calendar_year' as period_kind,
        period_start,
        cast(null as varchar) as district_code,
        case when grouping(cap) = 0 then 'cap' end as dimension,
        cap as member,
        sum(breaches) as numerator,
        cast(null as double) as denominator,
        sum(breaches) as n,
        cast(null as bigint) as n_complement
    from breaches
    group by grouping sets ((period_start), (period_start, cap))
),

{% for kpi in ['XQ14', 'BL16'] -%}
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
    {{ kpi_period_rows('XQ14', 'xq14', ['calendar_year'], 'first_payment') }}
    union all
    {{ kpi_period_rows(
        'BL16', 'bl16', ['calendar_year'], 'first_grant',
        [[none, none, true], ['level', '市级', true], ['level', '区级', true]]
    ) }}
    union all
    {{ kpi_period_rows(
        'BL18', 'bl18', ['calendar_year'], 'first_grant',
        [[none, none, false], ['cap', 'person_year', false], ['cap', 'project', false], ['cap', 'child_year', false]]
    ) }}
)

select
    kpi_rows.kpi_id,
    kpi_rows.period_kind,
    kpi_rows.period_start,
    kpi_rows.period_end,
    kpi_rows.district_code,
    kpi_rows.dimension,
    kpi_rows.member,
    kpi_rows.numerator,
    kpi_rows.denominator,
    {{ kpi_value() }} as value,
    kpi_rows.n,
    kpi_rows.n_complement,
    {{ kpi_status() }} as status,
    cast(null as varchar) as own_unit,
    -- A project is no person; the other caps speak of persons.
    case when kpi_rows.kpi_id = 'BL18' and kpi_rows.member = 'project' then 'public' end as own_cell_kind,
    sums.top_share
from kpi_rows
left join sums
    on
        kpi_rows.kpi_id = sums.kpi_id
        and kpi_rows.period_start is not distinct from sums.period_start
        and coalesce(nullif(kpi_rows.dimension, 'date_precision'), '') = coalesce(sums.dimension, '')
        and coalesce(nullif(kpi_rows.member, 'undated'), '') = coalesce(sums.member, '')
