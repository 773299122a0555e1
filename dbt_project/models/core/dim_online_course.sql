-- Grain: one row per system, provider and course_id, latest version.
{% set systems = ['online_college', 'training_company'] -%}
{% for system in systems -%}
    select
        '{{ system }}' as system,
        provider,
        course_id,
        title,
        category,
        hours,
        published_on,
        published_on_to,
        withdrawn_on,
        withdrawn_on_to
    from {{ ref('stg_' ~ system ~ '__online_courses') }}
    {% if not loop.last %}union all{% endif %}
{% endfor -%}
