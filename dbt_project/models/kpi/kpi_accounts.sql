-- Grain: NC01, NC04: one row per KPI, period and slice.
with grants as (
    select
        account_id,
        batch,
        district_code,
        granted_on,
        granted_on_to
    from {{ ref('dim_online_account') }}
    where not is_test and granted_on <= {{ as_of() }}
),

dated as (
    select
        account_id,
        district_code,
        {{ in_period('calendar_year', 'granted_on', 'granted_on_to') }} as period_start
    from grants
    union all
    -- Granted at an unknown time; an application without activation is no grant yet.
    select
        account_id,
        district_code,
        cast(null as date) as period_start
    from {{ ref('dim_online_account') }}
    where not is_test and granted_on is null and (applied_on is null or activated_on is not null)
),

cells as (
    select
        'calendar_year' as period_kind,
        period_start,
        district_code,
        cast(null as varchar) as dimension,
        cast(null as varchar) as member,
        count(distinct account_id) as numerator,
        cast(null as double) as denominator,
        count(distinct account_id) as n,
        cast(null as bigint) as n_complement
    from dated
    group by grouping sets ((period_start), (period_start, district_code))
    having grouping(district_code) = 1 or district_code is not null
),

first_fact as (
    select coalesce(min(granted_on), {{ as_of() }}) as first_day
    from {{ ref('dim_online_account') }}
    where granted_on <= {{ as_of() }}
),

numbered as (
    select
        batch,
        coalesce(granted_on_to, granted_on) as granted_by,
        row_number() over (partition by batch order by coalesce(granted_on_to, granted_on), account_id) as nth
    from grants
    where {{ happened_by('granted_on', 'granted_on_to', as_of()) }}
),

reached as (
    select
        quota_batch.batch,
        quota_batch.opened_on,
        case
            when numbered.granted_by is not null then greatest(numbered.granted_by, quota_batch.opened_on)
        end as reached_on,
        quota_batch.quota
    from {{ ref('dim_quota_batch') }} as quota_batch
    left join numbered on quota_batch.batch = numbered.batch and quota_batch.quota = numbered.nth
    where quota_batch.opened_on <= {{ as_of() }} and quota_batch.opened_on_to is null
),

campaigns as (
    select
        batch,
        opened_on,
        reached_on,
        quota,
        coalesce(reached_on, {{ as_of() }}) as ends_on
    from reached
),

undated_batches as (
    select count(*) as batches
    from {{ ref('dim_quota_batch') }}
    where opened_on is null or (opened_on_to is not null and opened_on <= {{ as_of() }})
),

kpi_rows as (
    {{ kpi_period_rows('NC01', 'cells', ['calendar_year'], 'first_fact') }}
    union all
    select
        'NC01' as kpi_id,
        'campaign' as period_kind,
        campaigns.opened_on as period_start,
        campaigns.ends_on as period_end,
        grants.district_code,
        'batch' as dimension,
        campaigns.batch as member,
        cast(count(grants.account_id) as double) as numerator,
        cast(null as double) as denominator,
        count(grants.account_id) as n,
        cast(null as bigint) as n_complement
    from campaigns
    left join grants
        on
            campaigns.batch = grants.batch
            and campaigns.opened_on <= grants.granted_on
            and campaigns.ends_on >= coalesce(grants.granted_on_to, grants.granted_on)
    group by
        grouping sets (
            (campaigns.batch, campaigns.opened_on, campaigns.ends_on),
            (campaigns.batch, campaigns.opened_on, campaigns.ends_on, grants.district_code)
        )
    having grouping(grants.district_code) = 1 or grants.district_code is not null
    union all
    select
        'NC04' as kpi_id,
        'campaign' as period_kind,
        opened_on as period_start,
        ends_on as period_end,
        cast(null as varchar) as district_code,
        'batch' as dimension,
        batch as member,
        cast({{ days_between('opened_on', 'reached_on') }} + 1 as double) as numerator,
        cast(null as double) as denominator,
        case when reached_on is not null then quota end as n,
        cast(null as bigint) as n_complement
    from campaigns
    union all
    select
        'NC04' as kpi_id,
        'campaign' as period_kind,
        cast(null as date) as period_start,
        cast(null as date) as period_end,
        cast(null as varchar) as district_code,
        'date_precision' as dimension,
        'undated' as member,
        cast(batches as double) as numerator,
        cast(null as double) as denominator,
        batches as n,
        cast(null as bigint) as n_complement
    from undated_batches
    where batches > 0
)

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
    {{ kpi_value() }} as value,
    n,
    n_complement,
    {{ kpi_status() }} as status,
    case when kpi_id = 'NC04' and dimension = 'date_precision' then 'batches' end as own_unit,
    cast(null as varchar) as own_cell_kind
from kpi_rows
