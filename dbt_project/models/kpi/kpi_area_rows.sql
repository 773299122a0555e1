-- Grain: one row per KPI, period, district_code, dimension and member; targets (TG01) stand apart.
{{ config(materialized='view') }}

{% set with_payees = ['kpi_subsidies', 'kpi_fund_execution'] -%}
{% for area in [
    'kpi_accounts', 'kpi_courses', 'kpi_logins', 'kpi_study', 'kpi_online_rates', 'kpi_training',
    'kpi_training_rates', 'kpi_training_hours', 'kpi_training_sizes', 'kpi_training_outcomes', 'kpi_messenger', 'kpi_graduates',
    'kpi_internships',
    'kpi_vacancies', 'kpi_vacancy_industries', 'kpi_supply_demand', 'kpi_referrals', 'kpi_time_to_fill', 'kpi_matched_enterprises',
    'kpi_agreements', 'kpi_company', 'kpi_events', 'kpi_event_conversion', 'kpi_center',
    'kpi_demand_funnel', 'kpi_applications', 'kpi_subsidies', 'kpi_fund_execution', 'kpi_subsidy_parity',
    'kpi_permits', 'kpi_certificates'
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
        {{ "top_share" if area in with_payees else "cast(null as double) as top_share" }}
    from {{ ref(area) }}
    {% if not loop.last %}union all{% endif %}
{% endfor -%}
