-- Grain: XQ01, XQ03, XQ04, XQ05: one row per KPI, as-of day and slice.
{% set registers = [
    ['XQ01', 'dim_school', "status in ('在办', '更名', '升格')"], ['XQ03', 'dim_platform_enterprise', "status = '有效'"],
    ['XQ04', 'dim_association', "status = '在册'"], ['XQ05', 'dim_training_institution', "status = '许可'"]
] -%}
with
{% for kpi, register, is_active in registers -%}
    {{ kpi | lower }} as (
        select
            district_code,
            coalesce(verified_on_to, verified_on) as counted_from,
            cast(null as date) as counted_to
        from {{ ref(register) }}
        where {{ is_active }} and verified_on is not null
    ),

{% endfor -%}
kpi_rows as (
    {% for kpi, register, is_active in registers -%}
        {{ as_of_rows(kpi, kpi | lower) }}
        {% if not loop.last %}union all{% endif %}
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
