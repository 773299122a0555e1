-- Grain: one row per system, feed, recorded_name and recorded_code: organisations as written.
{% set recorded_in = [
    ('messenger', 'association_members', 'enterprise_uscc', 'enterprise_name', 'valid_from'),
    ('messenger', 'platform_enterprises', 'enterprise_uscc', 'enterprise_name', 'registered_on'),
    ('messenger', 'vacancies', 'enterprise_uscc', 'enterprise_name', 'posted_on'),
    ('messenger', 'agreement_parties', 'party_code', 'party_name', none),
    ('training_company', 'agreement_parties', 'party_code', 'party_name', none),
    ('training_company', 'collaborative_projects', 'school_code', 'school_name', 'approved_on'),
    ('schools', 'graduate_outcomes', 'enterprise_uscc', 'enterprise_name', 'as_of'),
    ('schools', 'internships', 'enterprise_uscc', 'enterprise_name', 'starts_on'),
    ('training_office', 'enrolments', 'employer_uscc', 'employer_name', 'enrolled_on'),
    ('online_college', 'online_accounts', 'enterprise_uscc', 'enterprise_name', 'granted_on'),
    ('docking_events', 'event_parties', 'party_code', 'party_name', none),
    ('docking_events', 'event_invitations', 'enterprise_uscc', 'enterprise_name', 'invited_on'),
    ('docking_events', 'event_attendance', 'enterprise_uscc', 'enterprise_name', 'signed_in_at'),
    ('talent_office', 'service_list', 'enterprise_uscc', 'enterprise_name', 'listed_on'),
    ('talent_office', 'enterprise_visits', 'enterprise_uscc', 'enterprise_name', 'visited_on'),
    ('talent_office', 'demands', 'enterprise_uscc', 'enterprise_name', 'raised_on'),
    ('talent_office', 'introductions', 'enterprise_uscc', 'enterprise_name', 'introduced_on'),
] -%}
{% for system, feed, code, name, day in recorded_in -%}
    select
        '{{ system }}' as system,
        '{{ feed }}' as feed,
        '{{ name }}' as name_column,
        {{ name }} as recorded_name,
        {{ code }} as recorded_code,
        min({{ 'cast(' ~ day ~ ' as date)' if day else 'cast(null as date)' }}) as first_on,
        max({{ 'cast(' ~ day ~ ' as date)' if day else 'cast(null as date)' }}) as last_on
    from {{ ref('stg_' ~ system ~ '__' ~ feed) }}
    where coalesce({{ name }}, {{ code }}) is not null
    group by {{ name }}, {{ code }}
    {% if not loop.last %}union all{% endif %}
{% endfor -%}
