-- Grain: one row per agreement_no and year, latest version.
select
    investment.agreement_no,
    investment.year,
    investment.pledged,
    investment.realised,
    agreement.agreement_no is not null as is_agreement_known
from {{ ref('stg_training_company__investments') }} as investment
left join {{ ref('dim_agreement') }} as agreement
    on investment.agreement_no = agreement.agreement_no and agreement.system = 'training_company'
