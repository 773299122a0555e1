{#- Which days of which accounts the changed deliveries of the Network College touch. -#}

{#- Plan of fct_login: none, or the relation with the rows that decide about the keys in fct_login__affected (account_id,
    logged_in_on). A log-in decides about the next one up to 60 seconds later, which may be on the next day. -#}
{%- macro login_increment(deliveries, event_keys, logins) -%}
    {%- set state = plan_from_deliveries(deliveries, 'online_college', ['logins']) -%}
    {%- if state is none -%}{{ return(none) }}{%- endif -%}
    {%- do run_query(
        "create or replace temp table fct_login__affected as
        with changed as (
            select coalesce(account_id, '') as account_id, happened_at from " ~ event_keys ~ "
            where feed = 'logins' and file_no in " ~ changed_files() ~ "
        )
        select account_id, cast(happened_at as date) as logged_in_on from changed
        union
        select account_id, cast(happened_at + interval '60 seconds' as date) as logged_in_on from changed
        union
        select account_id, logged_in_on from " ~ this ~ " where " ~ as_of_moved_over('logged_in_on', state)
    ) -%}
    {%- set rows = rows_of_affected(logins, 'account_id, logged_in_at, device, true as is_row', 'logged_in_at', 'logged_in_on') -%}
    {%- do run_query(
        "create or replace temp table fct_login__rows as " ~ rows ~ " union all " ~ last_minutes_sql(logins)
    ) -%}
    {{ return('fct_login__rows') }}
{%- endmacro -%}

{#- Log-ins of the last minute before an affected day, where their own day is not affected. -#}
{%- macro last_minutes_sql(logins) -%}
    {%- set in_a_minute = "cast(logged_in_at + interval '60 seconds' as date)" -%}
    select account_id, logged_in_at, device, false as is_row
    from {{ logins }} as near_by
    where
        {{ at_days('logged_in_at', days_of('fct_login__affected', 'logged_in_on'), seconds_before=60) }}
        and {{ in_a_minute }} > cast(logged_in_at as date)
        and exists (
            select 1 from fct_login__affected as keys
            where keys.account_id = coalesce(near_by.account_id, '') and keys.logged_in_on = {{ in_a_minute }}
        )
        and not exists (
            select 1 from fct_login__affected as keys
            where
                keys.account_id = coalesce(near_by.account_id, '')
                and keys.logged_in_on = cast(near_by.logged_in_at as date)
        )
{%- endmacro -%}

{#- Plan of fct_study: none, or {days: of the keys in fct_study__affected (feed, account_id, studied_on), records: relation
    with the records that stand on them, later_starts: relation with the first starts that may close their gaps}. -#}
{%- macro study_increment(deliveries, event_keys, repeats, records) -%}
    {%- set state = plan_from_deliveries(deliveries, 'online_college', ['study_records', 'study_days'], repeats) -%}
    {%- if state is none -%}{{ return(none) }}{%- endif -%}
    {%- do run_query("create or replace temp table fct_study__changed as " ~ changed_study_sql(event_keys, repeats, state)) -%}
    {%- do run_query("create or replace temp table fct_study__affected as " ~ affected_study_sql()) -%}
    {%- set days = days_of('fct_study__affected', 'studied_on') -%}
    {%- do run_query(
        "create or replace temp table fct_study__records as " ~ rows_of_affected(
            records, 'record_id, account_id, started_at, seconds, media_seconds', 'started_at', 'studied_on',
            where="feed = 'study_records'"
        )
    ) -%}
    {%- do run_query("create or replace temp table fct_study__later_starts as " ~ later_starts_sql()) -%}
    {{ return({'days': days, 'records': 'fct_study__records', 'later_starts': 'fct_study__later_starts'}) }}
{%- endmacro -%}

{#- Keys of rows in changed files, of records that share a number with them, and of days the as-of day moved over. -#}
{%- macro changed_study_sql(event_keys, repeats, state) -%}
    {%- set files = changed_files() -%}
    select feed, coalesce(account_id, '') as account_id, cast(happened_at as date) as studied_on
    from {{ event_keys }}
    where feed in ('study_records', 'study_days') and file_no in {{ files }}
    union
    select 'study_records' as feed, coalesce(account_id, '') as account_id, cast(started_at as date) as studied_on
    from {{ repeats }}
    where record_id in (select record_id from {{ repeats }} where file_no in {{ files }})
    union
    select 'study_records' as feed, coalesce(account_id, '') as account_id, cast(started_at as date) as studied_on
    from {{ state.changes }} as changes
    union
    select feed, account_id, studied_on from {{ this }} where {{ as_of_moved_over('studied_on', state) }}
{%- endmacro -%}

{#- A record's credit ends where the account's next one starts, so days whose last record could reach into a changed
    day are affected too. Range by range, because storage is skipped by one pair of literals, not by a join. -#}
{%- macro affected_study_sql() -%}
    {%- set ranges = days_of("(select studied_on from fct_study__changed where feed = 'study_records')", 'studied_on').ranges -%}
    {%- if ranges | length > 20 -%}{%- set ranges = [(ranges[0][0], ranges[-1][1])] -%}{%- endif -%}
    select feed, account_id, studied_on from fct_study__changed
    {% for first, last in ranges -%}
        union
        select earlier.feed, earlier.account_id, earlier.studied_on
        from {{ this }} as earlier
        inner join fct_study__changed as changed
            on
                earlier.account_id = changed.account_id
                and changed.studied_on > earlier.studied_on
                and changed.studied_on <= earlier.reaches_on
        where
            changed.feed = 'study_records'
            and changed.studied_on between cast('{{ first }}' as date) and cast('{{ last }}' as date)
            and earlier.reaches_on >= cast('{{ first }}' as date)
            and earlier.studied_on < cast('{{ last }}' as date)
    {% endfor %}
{%- endmacro -%}

{#- On days that are not recomputed, an account's first start tells all that a reaching record needs. Most accounts come
    back within a week, so the years after a record without any figure are read for the others only. -#}
{%- macro later_starts_sql() -%}
    {%- do run_query(
        "create or replace temp table fct_study__open_ends as
        with last_of_day as (
            select
                coalesce(account_id, '') as account_id,
                cast(started_at as date) as studied_on,
                " ~ study_reaches_on() ~ " as reaches_on
            from fct_study__records where cast(started_at as date) < " ~ as_of() ~ "
            qualify row_number() over (
                partition by coalesce(account_id, ''), cast(started_at as date)
                order by started_at desc, record_id desc
            ) = 1
        )
        select account_id, studied_on, least(reaches_on, " ~ as_of() ~ ") as reaches_on
        from last_of_day where reaches_on is not null"
    ) -%}
    {%- do run_query(
        "create or replace temp table fct_study__closed_ends as " ~ first_starts_sql(add_days_to('ends.studied_on', 7))
    ) -%}
    {%- do run_query(
        "delete from fct_study__open_ends as ends
        where reaches_on <= " ~ add_days_to('studied_on', 7) ~ " or exists (
            select 1 from fct_study__closed_ends as closed
            where closed.account_id = ends.account_id and closed.studied_on = ends.studied_on
        )"
    ) -%}
    select account_id, started_at from fct_study__closed_ends
    union all
    select account_id, started_at from ({{ first_starts_sql('ends.reaches_on') }}) as found
{%- endmacro -%}

{#- Of each open end the first start on a later day that is not affected, up to a day. -#}
{%- macro first_starts_sql(until) -%}
    {%- set days = days_of(
        "(select unnest(generate_series(
            studied_on + interval '1 day', least(reaches_on, " ~ until ~ "), interval '1 day'
        )) as day from (select distinct studied_on, reaches_on from fct_study__open_ends) as ends)",
        "cast(day as date)"
    ) -%}
    select later.account_id, ends.studied_on, min(later.first_started_at) as started_at
    from {{ this }} as later
    inner join fct_study__open_ends as ends
        on
            later.account_id = ends.account_id
            and later.studied_on > ends.studied_on
            and later.studied_on <= least(ends.reaches_on, {{ until }})
    where
        later.feed = 'study_records'
        and later.has_happened
        and {{ on_days('later.studied_on', days) }}
        and not {{ is_affected('later') }}
    group by later.account_id, ends.studied_on
{%- endmacro -%}

{#- The day to which a record's credit could run if no other began, null within its own day; without any figure only the
    next record ends it, so it runs for decades. -#}
{%- macro study_reaches_on() -%}
    {%- set day = "cast(started_at as date)" -%}
    {%- set days = "floor((" ~ seconds_between("cast(" ~ day ~ " as timestamp)", "started_at")
        ~ " + least(coalesce(least(cast(seconds as double), 1.5 * media_seconds), 3e9), 3e9)) / 86400)" -%}
    case when {{ days }} >= 1 then {{ add_days_to(day, "cast(" ~ days ~ " as integer)") }} end
{%- endmacro -%}

{#- Rows of the affected accounts on their affected days.
    rows: relation with account_id and the timestamp `at`; day: column of <model>__affected; where: which of its keys -#}
{%- macro rows_of_affected(rows, columns, at, day, where='true') -%}
    {%- set keys = "(select account_id as key_account, " ~ day ~ " as key_day from " ~ this.name ~ "__affected where " ~ where ~ ")" -%}
    select {{ columns }}
    from {{ rows }} as near_by
    inner join {{ keys }} as keys
        on
            coalesce(near_by.account_id, '') = keys.key_account
            and cast(near_by.{{ at }} as date) is not distinct from keys.key_day
    where {{ at_days(at, days_of(keys, 'key_day')) }}
{%- endmacro -%}
