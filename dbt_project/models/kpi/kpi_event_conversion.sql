-- Grain: JS03, JS07: one row per KPI, period (year, event day) and slice.
with {{ held_events() }},

-- Agreements between an enterprise and a school; witnesses are no parties.
agreed as (
    select
        enterprise.party as enterprise_key,
        enterprise.signed_on,
        coalesce(enterprise.signed_on_to, enterprise.signed_on) as signed_by
    from {{ ref('bridge_agreement_party') }} as enterprise
    inner join {{ ref('bridge_agreement_party') }} as school
        on
            enterprise.system = school.system
            and enterprise.agreement_no = school.agreement_no
            and school.party_kind = '学校'
            and school.role <> '见证'
    where enterprise.party_kind = '企业' and enterprise.role <> '见证'
),

-- Only events a whole year old, held on a known day: a younger one would look worse than it will be.
judged as (
    select
        held.event_id,
        held.held_day,
        signed.enterprise_key
    from held
    inner join {{ ref('fct_event_attendance') }} as signed on held.event_id = signed.event_id
    where {{ add_days_to('held.held_day', 365) }} <= {{ as_of() }}
),

found as (
    select
        'JS03' as kpi_id,
        event_id,
        enterprise_uscc as enterprise,
        case when has_attended then enterprise_uscc end as converted
    from {{ ref('fct_event_invitation') }}
    union all
    select
        'JS07' as kpi_id,
        judged.event_id,
        judged.enterprise_key as enterprise,
        agreed.enterprise_key as converted
    from judged
    left join agreed
        on
            judged.enterprise_key = agreed.enterprise_key
            and judged.held_day <= agreed.signed_on
            and {{ add_days_to('judged.held_day', 365) }} >= agreed.signed_by
),

kpis as (
    select 'JS03' as kpi_id
    union all
    select 'JS07' as kpi_id
),

-- An enterprise counts once an event, whatever it signed; an event without anybody has nothing to convert.
facts as (
    select
        kpis.kpi_id,
        held.event_id,
        held.district_code,
        held.held_year,
        held.held_day,
        count(distinct found.converted) as converted,
        count(distinct found.enterprise) as enterprises
    from held
    cross join kpis
    left join found on kpis.kpi_id = found.kpi_id and held.event_id = found.event_id
    group by kpis.kpi_id, held.event_id, held.district_code, held.held_year, held.held_day
),

{% for kpi in ['JS03', 'JS07'] -%}
    {{ kpi | lower }} as (
        select
            'calendar_year' as period_kind,
            held_year as period_start,
            district_code,
            cast(null as varchar) as dimension,
            cast(null as varchar) as member,
            sum(converted) as numerator,
            sum(enterprises) as denominator,
            sum(converted) as n,
            cast(null as bigint) as n_complement
        from facts
        where kpi_id = '{{ kpi }}'
        group by grouping sets ((held_year), (held_year, district_code))
        having grouping(district_code) = 1 or district_code is not null
    ),

{% endfor -%}
kpi_rows as (
    {% for kpi in ['JS03', 'JS07'] -%}
        {{ kpi_period_rows(kpi, kpi | lower, ['calendar_year'], 'first_fact', [[none, none, true]]) }}
        union all
    {% endfor -%}
    -- A day's row takes all its events together; one event has its own row.
    select
        kpi_id,
        'event' as period_kind,
        held_day as period_start,
        held_day as period_end,
        cast(null as varchar) as district_code,
        case when grouping(event_id) = 0 then 'event' end as dimension,
        case when grouping(event_id) = 0 then event_id end as member,
        cast(sum(converted) as double) as numerator,
        cast(sum(enterprises) as double) as denominator,
        cast(sum(converted) as bigint) as n,
        cast(null as bigint) as n_complement
    from facts
    where held_day is not null
    group by grouping sets ((kpi_id, held_day), (kpi_id, held_day, event_id))
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
