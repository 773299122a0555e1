-- Grain: one row per system and agreement_no, latest version.
{% for system in ['messenger', 'training_company'] -%}
    select
        '{{ system }}' as system,
        agreement_no,
        title,
        agreement_type,
        signed_on,
        signed_on_to,
        valid_from,
        valid_from_to,
        valid_to,
        valid_to_to,
        terminated_on,
        terminated_on_to,
        pledged,
        parent_agreement_no
    from {{ ref('stg_' ~ system ~ '__agreements') }}
    {% if not loop.last %}union all{% endif %}
{% endfor -%}
