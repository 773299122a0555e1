-- Grain: one row per contract_no, latest version, with the introduction it followed.
select
    contract.contract_no,
    contract.introduction_no,
    contract.person_key,
    contract.enterprise_uscc,
    contract.signed_on,
    contract.signed_on_to,
    contract.starts_on,
    contract.ends_on,
    contract.full_time,
    contract.annual_salary,
    introduction.demand_no,
    introduction.introduced_on,
    introduction.introduced_on_to,
    introduction.introduction_no is not null as is_introduction_known,
    coalesce(contract.person_key = introduction.person, false) as is_same_expert,
    -- An introduction of the same expert, not later than the signature, since the center opened.
    coalesce(
        contract.person_key = introduction.person
        and introduction.introduced_on <= coalesce(contract.signed_on_to, contract.signed_on)
        and introduction.introduced_on >= {{ center_opened() }}
        and coalesce(contract.signed_on_to, contract.signed_on) <= {{ as_of() }},
        false
    ) as follows_introduction
from {{ ref('stg_talent_office__expert_contracts') }} as contract
left join {{ ref('fct_introduction') }} as introduction
    on contract.introduction_no = introduction.introduction_no
