-- Grain: one row per kpi_id, period_kind, period_start, period_end, district_code, dimension and member.
with area_rows as (
    {% for area in [
        'kpi_accounts', 'kpi_courses', 'kpi_logins', 'kpi_study', 'kpi_training', 'kpi_training_rates',
        'kpi_training_hours', 'kpi_training_sizes', 'kpi_messenger'
    ] -%}
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
            value,
            n,
            n_complement,
            status,
            own_unit,
            own_cell_kind
        from {{ ref(area) }}
        {% if not loop.last %}union all{% endif %}
    {% endfor -%}
),

-- A KPI needs every feed of its list; "a|b" is content with one of the two.
needs as (
    select
        kpi_id,
        {{ split_to_rows('feeds', ';') }} as need
    from {{ ref('kpi_catalogue') }}
),

met as (
    select
        needs.kpi_id,
        needs.need,
        max(case when feeds.is_received then 1 else 0 end) as is_met
    from needs
    left join {{ ref('dim_feed') }} as feeds
        on '|' || needs.need || '|' like '%|' || feeds.system || '.' || feeds.feed || '|%'
    group by needs.kpi_id, needs.need
),

availability as (
    select
        kpi_id,
        min(is_met) = 1 as is_available
    from met
    group by kpi_id
)

select
    catalogue.kpi_id,
    coalesce(area_rows.period_kind, catalogue.period_kind) as period_kind,
    area_rows.period_start,
    area_rows.period_end,
    area_rows.district_code,
    area_rows.dimension,
    area_rows.member,
    area_rows.numerator,
    area_rows.denominator,
    area_rows.value,
    coalesce(area_rows.own_unit, catalogue.unit) as unit,
    area_rows.n,
    case when availability.is_available then area_rows.status else 'not_available' end as status,
    catalogue.definition_version,
    coalesce(area_rows.own_cell_kind, catalogue.cell_kind) as cell_kind,
    area_rows.n_complement
from {{ ref('kpi_catalogue') }} as catalogue
inner join availability on catalogue.kpi_id = availability.kpi_id
left join area_rows on catalogue.kpi_id = area_rows.kpi_id and availability.is_available
