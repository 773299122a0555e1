-- Grain: one row per feed and parent: accepted rows whose parent is unknown so far, 0 included.
with account_events as (
    select
        period_kind as feed,
        account_id,
        event_rows
    from {{ ref('fct_login_period') }}
    union all
    select
        period_kind as feed,
        account_id,
        event_rows
    from {{ ref('fct_study_period') }}
),

unmatched_events as (
    select
        event.feed,
        event.event_rows
    from account_events as event
    left join {{ ref('dim_online_account') }} as account on event.account_id = account.account_id
    where account.account_id is null
)

select
    'training_office' as system,
    'class_sessions' as feed,
    'training_classes' as parent,
    count(*) as rows -- noqa: RF04
from {{ ref('fct_class_session') }}
where not is_class_known
union all
select
    'training_office' as system,
    'enrolments' as feed,
    'training_classes' as parent,
    count(*) as rows -- noqa: RF04
from {{ ref('fct_enrolment') }}
where not is_class_known
union all
select
    'training_office' as system,
    'attendance' as feed,
    'class_sessions' as parent,
    count(*) as rows -- noqa: RF04
from {{ ref('fct_attendance') }}
where not is_session_known
union all
select
    'online_college' as system,
    feeds.feed,
    'online_accounts' as parent,
    cast(coalesce(sum(unmatched.event_rows), 0) as bigint) as rows -- noqa: RF04
from {{ ref('dim_feed') }} as feeds
left join unmatched_events as unmatched
    on feeds.feed = unmatched.feed
where feeds.system = 'online_college' and feeds.feed in ('logins', 'study_records', 'study_days')
group by feeds.feed
union all
select
    'market_registry' as system,
    'enterprise_tags' as feed,
    'enterprises' as parent,
    count(*) as rows -- noqa: RF04
from {{ ref('bridge_enterprise_tag') }}
where not is_enterprise_known
union all
select
    'messenger' as system,
    'association_members' as feed,
    'associations' as parent,
    count(*) as rows -- noqa: RF04
from {{ ref('bridge_association_member') }}
where not is_association_known
union all
select
    'messenger' as system,
    'agreement_parties' as feed,
    'agreements' as parent,
    count(*) as rows -- noqa: RF04
from {{ ref('bridge_agreement_party') }}
where system = 'messenger' and not is_agreement_known
union all
select
    'training_company' as system,
    'agreement_parties' as feed,
    'agreements' as parent,
    count(*) as rows -- noqa: RF04
from {{ ref('bridge_agreement_party') }}
where system = 'training_company' and not is_agreement_known
union all
select
    'training_company' as system,
    'investments' as feed,
    'agreements' as parent,
    count(*) as rows -- noqa: RF04
from {{ ref('fct_investment') }}
where not is_agreement_known
union all
select
    'schools' as system,
    'graduates' as feed,
    'schools' as parent,
    count(*) as rows -- noqa: RF04
from {{ ref('fct_graduate') }}
where not is_school_known
union all
select
    'schools' as system,
    'graduate_outcomes' as feed,
    'graduates' as parent,
    count(*) as rows -- noqa: RF04
from {{ ref('fct_graduate_outcome') }}
where not is_graduate_known
union all
select
    'schools' as system,
    'internships' as feed,
    'schools' as parent,
    count(*) as rows -- noqa: RF04
from {{ ref('fct_internship') }}
where not is_school_known
union all
select
    'docking_events' as system,
    'event_parties' as feed,
    'events' as parent,
    count(*) as rows -- noqa: RF04
from {{ ref('bridge_event_party') }}
where not is_event_known
union all
select
    'docking_events' as system,
    'event_agenda' as feed,
    'events' as parent,
    count(*) as rows -- noqa: RF04
from {{ ref('fct_event_agenda') }}
where not is_event_known
union all
select
    'docking_events' as system,
    'event_invitations' as feed,
    'events' as parent,
    count(*) as rows -- noqa: RF04
from {{ ref('fct_event_invitation') }}
where not is_event_known
union all
select
    'docking_events' as system,
    'event_attendance' as feed,
    'events' as parent,
    count(*) as rows -- noqa: RF04
from {{ ref('fct_event_attendance') }}
where not is_event_known
union all
select
    'talent_office' as system,
    'introductions' as feed,
    'demands' as parent,
    count(*) as rows -- noqa: RF04
from {{ ref('fct_introduction') }}
where demand_no is not null and not is_demand_known
union all
select
    'talent_office' as system,
    'expert_contracts' as feed,
    'introductions' as parent,
    count(*) as rows -- noqa: RF04
from {{ ref('fct_expert_contract') }}
where introduction_no is not null and not is_introduction_known
union all
select
    'policy_portal' as system,
    'annual_targets' as feed,
    'kpi_catalogue' as parent,
    count(*) as rows -- noqa: RF04
from {{ ref('dim_annual_target') }}
where not is_kpi_known
union all
select
    'messenger' as system,
    'referrals' as feed,
    'vacancies' as parent,
    cast(coalesce(sum(referrals), 0) as bigint) as rows -- noqa: RF04
from {{ ref('fct_referral_funnel') }}
where not is_vacancy_known
