-- Grain: one row per kpi_id, period_kind, period_start, period_end, district_code, dimension and member.
with area_rows as (
    {% for area in ['kpi_area_rows', 'kpi_targets'] -%}
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
            own_cell_kind,
            top_share
        from {{ ref(area) }}
        {% if not loop.last %}union all{% endif %}
    {% endfor -%}
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
    case
        when not availability.is_available then 'not_available'
        -- A KPI whose feeds came but hold nothing to publish yet, such as targets of later years only.
        else coalesce(area_rows.status, 'not_applicable')
    end as status,
    catalogue.definition_version,
    coalesce(area_rows.own_cell_kind, catalogue.cell_kind) as cell_kind,
    area_rows.n_complement,
    area_rows.top_share
from {{ ref('kpi_catalogue') }} as catalogue
inner join {{ ref('dim_kpi_availability') }} as availability on catalogue.kpi_id = availability.kpi_id
left join area_rows on catalogue.kpi_id = area_rows.kpi_id and availability.is_available
