-- Grain: one row per KPI, period, district_code, dimension and member; targets (TG01) stand apart.
{{ config(materialized='view') }}

{% for area in [
    'kpi_accounts', 'kpi_courses', 'kpi_logins', 'kpi_study', 'kpi_training', 'kpi_training_rates',
    'kpi_training_hours', 'kpi_training_sizes', 'kpi_messenger', 'kpi_graduates', 'kpi_internships',
    'kpi_vacancies', 'kpi_supply_demand', 'kpi_referrals', 'kpi_time_to_fill', 'kpi_matched_enterprises',
    'kpi_agreements', 'kpi_company', 'kpi_events', 'kpi_event_conversion', 'kpi_center',
    'kpi_demand_funnel', 'kpi_applications', 'kpi_subsidies', 'kpi_certificates'
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
        own_cell_kind,
        {{ "top_share" if area == "kpi_subsidies" else "cast(null as double) as top_share" }}
    from {{ ref(area) }}
    {% if not loop.last %}union all{% endif %}
{% endfor -%}
