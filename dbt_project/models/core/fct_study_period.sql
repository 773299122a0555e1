-- Grain: one row per period_kind, period_start and account_id of fct_study, unknown accounts included.
{{ config(
    materialized=increment_or_table(),
    increment_keys=['period_kind', 'period_start', 'account_id'],
    increment_sums=['facts', 'amount', 'event_rows'],
    increment_order=['period_kind', 'period_start', 'account_id']
) }}
{%- set days = earlier_as_of_days(ref('dim_as_of'), 'NC09') -%}
{%- set changes = plan_from_changes(ref('fct_study'), text_of_days(days)) -%}
{%- set facts -%}
    select
        feed as feed,
        account_id,
        studied_on as day,
        studied_on_to as day_to,
        credited_seconds as amount,
        study_rows as event_rows,
        has_happened,
        {{ '1' if changes is none else 'change' }} as change
    from {{ changes or ref('fct_study') }}
{%- endset %}

with periods as (
    {{ account_periods(facts, days, changes is not none, 'decimal(38,6)') }}
)

select
    period_kind,
    period_start,
    account_id,
    amount,
    facts,
    event_rows
from periods
