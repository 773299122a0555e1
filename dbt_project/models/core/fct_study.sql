-- Grain: one row per feed, account_id and day of study (day null = undated), unknown accounts included.
{{ config(
    materialized=increment_or_table(),
    increment_keys=['feed', 'account_id', 'studied_on'],
    increment_day='studied_on',
    increment_order=['studied_on', 'reaches_on', 'feed', 'account_id']
) }}
{%- set part = study_increment(
    ref('stg_deliveries'),
    ref('stg_online_college__events'),
    ref('stg_online_college__study_repeats'),
    ref('stg_online_college__study_superseded')
) %}

with records as (
    select
        -- A record that names no account is unmatched like one of an unknown account; it blocks nothing.
        coalesce(account_id, '') as account_id,
        record_id,
        started_at,
        seconds,
        media_seconds,
        true as is_record
    from {{ part.records if part else ref('stg_online_college__study_records') }}
    {% if part -%}
        union all
        select
            account_id,
            '' as record_id,
            started_at,
            null as seconds,
            null as media_seconds,
            false as is_record
        from {{ part.later_starts }}
    {%- endif %}
),

dated as (
    select
        account_id,
        record_id,
        started_at,
        seconds,
        media_seconds,
        is_record,
        started_at is null or cast(started_at as date) <= {{ as_of() }} as has_happened
    from records
),

ordered as (
    select
        account_id,
        started_at,
        seconds,
        media_seconds,
        is_record,
        has_happened,
        -- Rows after the as-of day have not happened and close no gap.
        case
            when started_at is not null
                then
                    lead(started_at) over (
                        partition by account_id, has_happened order by started_at nulls last, record_id
                    )
        end as next_started_at
    from dated
),

credited as (
    select
        account_id,
        cast(started_at as date) as studied_on,
        started_at,
        -- Only the last record of a day can reach beyond it, and only to the next one.
        case
            when
                {{ study_reaches_on() }} is not null
                and coalesce(cast(next_started_at as date) > cast(started_at as date), true)
                then
                    least(
                        {{ study_reaches_on() }},
                        coalesce(cast(next_started_at as date), {{ study_reaches_on() }})
                    )
        end as reaches_on,
        -- least() skips what is missing; the floor at zero also covers a record without any figure.
        cast(
            case
                when has_happened
                    then
                        greatest(
                            0,
                            least(
                                cast(seconds as double),
                                1.5 * media_seconds,
                                {{ seconds_between('started_at', 'next_started_at') }}
                            )
                        )
                else 0
            end as decimal(38, 6)
        ) as credited_seconds
    from ordered
    where is_record
),

facts as (
    select
        'study_records' as feed,
        account_id,
        studied_on,
        cast(null as date) as studied_on_to,
        sum(credited_seconds) as credited_seconds,
        count(*) as study_rows,
        min(started_at) as first_started_at,
        max(reaches_on) as reaches_on
    from credited
    group by account_id, studied_on
    union all
    select
        'study_days' as feed,
        coalesce(account_id, '') as account_id,
        studied_on,
        studied_on_to,
        sum(cast(60 * coalesce(minutes, 0) as decimal(38, 6))) as credited_seconds,
        count(*) as study_rows,
        cast(null as timestamp) as first_started_at,
        cast(null as date) as reaches_on
    from {{ ref('stg_online_college__study_days') }}
    {% if part %}where {{ on_days('studied_on', part.days) }}{% endif %}
    group by coalesce(account_id, ''), studied_on, studied_on_to
)

select
    facts.feed,
    facts.account_id,
    facts.studied_on,
    facts.studied_on_to,
    cast(facts.credited_seconds as decimal(38, 6)) as credited_seconds,
    facts.study_rows,
    facts.studied_on is null or facts.studied_on <= {{ as_of() }} as has_happened,
    facts.first_started_at,
    facts.reaches_on
from facts
{% if part %}where {{ is_affected('facts') }}{% endif %}
