-- Grain: one row per period_kind, period_start and account_id of fct_login, unknown accounts included.
{{ config(
    materialized=increment_or_table(),
    increment_keys=['period_kind', 'period_start', 'account_id'],
    increment_sums=['facts', 'amount', 'event_rows'],
    increment_order=['period_kind', 'period_start', 'account_id']
) }}
{%- set days = earlier_as_of_days(ref('dim_as_of'), 'NC07') -%}
{%- set changes = plan_from_changes(ref('fct_login'), text_of_days(days)) -%}
{%- set facts -%}
    select
        'logins' as feed,
        account_id,
        logged_in_on as day,
        cast(null as date) as day_to,
        logins as amount,
        login_rows as event_rows,
        has_happened,
        {{ '1' if changes is none else 'change' }} as change
    from {{ changes or ref('fct_login') }}
{%- endset %}

with periods as (
    {{ account_periods(facts, days, changes is not none, 'bigint') }}
)

select
    period_kind,
    period_start,
    account_id,
    amount,
    facts,
    event_rows
from periods
