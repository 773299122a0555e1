{#- Sums per period and account with a count of the facts behind each: exact distinct accounts of a period are its rows,
    and a fact that goes takes its account along when it was the last. -#}

{#- Rows of <event table>_period: period_kind, period_start, account_id, amount, facts, event_rows; of a part only what is to
    be added to them (increment_sums).
    facts: SELECT with feed, account_id, day, day_to, amount, event_rows, has_happened, change (1, or -1 for a fact that
    left); as_of_days: relation with as_of_day; is_part: whether the facts are changes; amount_type: SQL type.
    Kinds: calendar_year and month (start null = in none); as_of (all until that day); the feed's name (all received,
    happened or not); and ahead (of these, what is undated or comes after the run's as-of day). What is the feeds' and not
    ahead is to date: it would change for every account every night, so it is not kept but counted (sums_to_date). -#}
{%- macro account_periods(facts, as_of_days, is_part, amount_type) -%}
    select
        period_kind,
        period_start,
        account_id,
        cast(sum(amount) as {{ amount_type }}) as amount,
        cast(sum(change) as bigint) as facts,
        cast(sum(event_rows) as bigint) as event_rows
    from (
        with facts as (
            select
                feed,
                account_id,
                day,
                day_to,
                case when change < 0 then -amount else amount end as amount,
                change * event_rows as event_rows,
                has_happened,
                change
            from ({{ facts }}) as fact
        )

        {% for kind in ['calendar_year', 'month'] -%}
            select
                '{{ kind }}' as period_kind,
                {{ in_period(kind, 'day', 'day_to') }} as period_start,
                account_id,
                amount,
                event_rows,
                change
            from facts
            where has_happened
            union all
        {% endfor -%}
        select
            'as_of' as period_kind,
            as_of_days.as_of_day as period_start,
            facts.account_id,
            facts.amount,
            facts.event_rows,
            facts.change
        from facts
        inner join {{ as_of_days }} as as_of_days on facts.day <= as_of_days.as_of_day
        where facts.has_happened
        union all
        select
            'ahead' as period_kind,
            cast(null as date) as period_start,
            account_id,
            amount,
            event_rows,
            change
        from facts
        where not has_happened or day is null
        union all
        select
            feed as period_kind,
            cast(null as date) as period_start,
            account_id,
            amount,
            event_rows,
            change
        from facts
    ) as counted
    group by period_kind, period_start, account_id
    {{ 'having sum(change) <> 0 or sum(amount) <> 0 or sum(event_rows) <> 0' if is_part }}
{%- endmacro -%}

{#- Rows of <event table>_period for all until the run's as-of day, as one more kind. -#}
{%- macro sums_to_date(periods) -%}
    select
        'to_date' as period_kind,
        cast(null as date) as period_start,
        account_id,
        sum(case when period_kind = 'ahead' then -amount else amount end) as amount
    from {{ periods }}
    where period_kind not in ('calendar_year', 'month', 'as_of')
    group by account_id
    having sum(case when period_kind = 'ahead' then -facts else facts end) > 0
{%- endmacro -%}

{#- As-of days of a KPI before the run's own, as a relation, and as text (what the periods depend on). -#}
{%- macro earlier_as_of_days(days, kpi_id) -%}
    (select as_of_day from {{ days }} where kpi_id = '{{ kpi_id }}' and as_of_day < {{ as_of() }})
{%- endmacro -%}

{%- macro text_of_days(relation) -%}
    {%- if not has_increments() -%}{{ return('') }}{%- endif -%}
    {%- set days = run_query("select cast(as_of_day as varchar) from " ~ relation ~ " as days order by 1") -%}
    {{ return(days.columns[0].values() | join(' ')) }}
{%- endmacro -%}
