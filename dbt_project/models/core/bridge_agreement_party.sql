-- Grain: one row per system, agreement_no, party_kind, party_name and role, latest version.
with parties as (
    {% for system in ['messenger', 'training_company'] -%}
        select
            '{{ system }}' as system,
            agreement_no,
            party_kind,
            party_code,
            party_name,
            role
        from {{ ref('stg_' ~ system ~ '__agreement_parties') }}
        {% if not loop.last %}union all{% endif %}
    {% endfor -%}
)

select
    parties.system,
    parties.agreement_no,
    parties.party_kind,
    parties.party_code,
    parties.party_name,
    {{ employer('parties.party_code', 'parties.party_name') }} as party,
    parties.role,
    agreement.agreement_no is not null as is_agreement_known,
    agreement.signed_on,
    agreement.signed_on_to,
    -- Witnesses sign, but it is not their agreement: the parties share it equally.
    case
        when parties.role <> '见证'
            then
                cast(1.0 / count(case when parties.role <> '见证' then 1 end) over (
                    partition by parties.system, parties.agreement_no
                ) as double)
    end as allocation_weight
from parties
left join {{ ref('dim_agreement') }} as agreement
    on parties.system = agreement.system and parties.agreement_no = agreement.agreement_no
