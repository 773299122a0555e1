-- Grain: one row per feed and parent: accepted rows whose parent is unknown so far, 0 included.
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
    'logins' as feed,
    'online_accounts' as parent,
    cast(coalesce(sum(login_rows), 0) as bigint) as rows -- noqa: RF04
from {{ ref('fct_login') }}
where not is_account_known
union all
select
    'online_college' as system,
    feeds.feed,
    'online_accounts' as parent,
    cast(coalesce(sum(study.study_rows), 0) as bigint) as rows -- noqa: RF04
from {{ ref('dim_feed') }} as feeds
left join {{ ref('fct_study') }} as study on feeds.feed = study.feed and not study.is_account_known
where feeds.system = 'online_college' and feeds.feed in ('study_records', 'study_days')
group by feeds.feed
