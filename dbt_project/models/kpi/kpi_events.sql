-- Grain: JS01, JS02, JS04, JS05, JS06: one row per KPI, period (year, event day) and slice.
{% set slots = [
    ['JS01', none, none], ['JS02', none, none], ['JS02', 'measure', 'member_enterprises'],
    ['JS02', 'measure', 'persons'], ['JS04', none, none], ['JS05', none, none], ['JS06', none, none],
    ['JS06', 'role', '主办'], ['JS06', 'role', '指导'], ['JS06', 'role', '协办'], ['JS06', 'role', '支持']
] -%}
with {{ held_events() }},

slices as (
    {% for kpi, dimension, member in slots -%}
        select
            '{{ kpi }}' as kpi_id,
            cast({{ "'" ~ dimension ~ "'" if dimension else "null" }} as varchar) as dimension,
            cast({{ "'" ~ member ~ "'" if member else "null" }} as varchar) as member
        {% if not loop.last %}union all{% endif %}
    {% endfor -%}
),

-- What an event brings; its number inside `counted` makes sums over events, its absence distinct ones.
found as (
    select
        'JS01' as kpi_id,
        cast(null as varchar) as dimension,
        cast(null as varchar) as member,
        event_id,
        event_id as counted
    from held
    union all
    select
        'JS02' as kpi_id,
        slice.dimension,
        slice.member,
        signed.event_id,
        case
            when slice.member = 'persons'
                then signed.event_id || '|' || signed.contact_key || '|' || signed.enterprise_key
            else signed.enterprise_key
        end as counted
    from {{ ref('fct_event_attendance') }} as signed
    inner join slices as slice on slice.kpi_id = 'JS02'
    where slice.member is null or slice.member <> 'member_enterprises' or signed.is_member
    union all
    select
        case when kind = '讲座' then 'JS04' else 'JS05' end as kpi_id,
        cast(null as varchar) as dimension,
        cast(null as varchar) as member,
        event_id,
        event_id || '|' || case when kind = '讲座' then cast(seq as varchar) else folded_place end as counted
    from {{ ref('fct_event_agenda') }}
    where kind in ('讲座', '参观')
    {% for dimension, member in [['null', 'null'], ["'role'", 'role']] -%}
        union all
        select
            'JS06' as kpi_id,
            cast({{ dimension }} as varchar) as dimension,
            cast({{ member }} as varchar) as member,
            event_id,
            event_id || '|' || role || '|' || folded_name as counted
        from {{ ref('bridge_event_party') }}
    {% endfor -%}
),

-- Every slice of every event exists, so that an event without guests or agenda reads 0.
facts as (
    select
        slices.kpi_id,
        slices.dimension,
        slices.member,
        held.event_id,
        held.district_code,
        held.held_year,
        held.held_day,
        found.counted
    from held
    cross join slices
    left join found
        on
            held.event_id = found.event_id
            and slices.kpi_id = found.kpi_id
            and coalesce(slices.dimension, '') = coalesce(found.dimension, '')
            and coalesce(slices.member, '') = coalesce(found.member, '')
),

cells as (
    select
        kpi_id,
        'calendar_year' as period_kind,
        held_year as period_start,
        district_code,
        dimension,
        member,
        count(distinct counted) as numerator,
        cast(null as double) as denominator,
        count(distinct counted) as n,
        cast(null as bigint) as n_complement
    from facts
    group by
        grouping sets (
            (kpi_id, dimension, member, held_year), (kpi_id, dimension, member, held_year, district_code)
        )
    having grouping(district_code) = 1 or district_code is not null
),

-- A day's row takes all its events together; one event has its own rows.
event_slices as (
    select
        kpi_id,
        dimension,
        member,
        held_day,
        event_id,
        grouping(event_id) as is_day,
        count(distinct counted) as counted
    from facts
    where kpi_id <> 'JS01'
    group by
        grouping sets ((kpi_id, dimension, member, held_day), (kpi_id, dimension, member, held_day, event_id))
),

event_cells as (
    select
        kpi_id,
        held_day,
        case
            when held_day is null then 'date_precision'
            when is_day = 1 then dimension
            else 'event' || coalesce('_' || dimension, '')
        end as dimension,
        case
            when held_day is null then 'undated'
            when is_day = 1 then member
            else event_id || coalesce('|' || member, '')
        end as member,
        counted
    from event_slices
    where held_day is not null or (is_day = 1 and dimension is null and counted > 0)
),

{% for kpi in ['JS01', 'JS02', 'JS04', 'JS05', 'JS06'] -%}
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
    {% for kpi in ['JS01', 'JS02', 'JS04', 'JS05', 'JS06'] -%}
        {%- set own = [] -%}
        {%- for slot in slots if slot[0] == kpi -%}
            {%- do own.append([slot[1], slot[2], false]) -%}
        {%- endfor -%}
        {{ kpi_period_rows(kpi, kpi | lower, ['calendar_year'], 'first_fact', own) }}
        union all
    {% endfor -%}
    select
        kpi_id,
        'event' as period_kind,
        held_day as period_start,
        held_day as period_end,
        cast(null as varchar) as district_code,
        dimension,
        member,
        cast(counted as double) as numerator,
        cast(null as double) as denominator,
        counted as n,
        cast(null as bigint) as n_complement
    from event_cells
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
    case when kpi_id = 'JS02' and member like '%persons' then 'persons' end as own_unit,
    case when kpi_id = 'JS02' and member like '%persons' then 'person' end as own_cell_kind
from kpi_rows
