{#- Upsert feeds: of the rows under one key the latest stands. What changed files hold names the keys to decide anew. -#}

{#- Plan of a table of latest versions: none, or the condition on feed_row that keeps the rows which decide about the keys
    in <model>__affected. Where every changed file is new and comes after all others, its rows decide alone.
    received: raw rows; key: the model's increment_keys with their SQL over feed_row. -#}
{%- macro versions_increment(deliveries, system, feed, received, key) -%}
    {%- set state = plan_from_deliveries(deliveries, system, [feed]) -%}
    {%- if state is none -%}{{ return(none) }}{%- endif -%}
    {%- set in_changed_files = 'feed_row._file_no in ' ~ changed_files() -%}
    {%- set columns = [] -%}
    {%- for name, expression in key.items() -%}{%- do columns.append(expression ~ ' as ' ~ name) -%}{%- endfor -%}
    {%- do run_query(
        "create or replace temp table " ~ this.name ~ "__affected as
        select distinct " ~ columns | join(', ') ~ " from " ~ received ~ " as feed_row where " ~ in_changed_files
    ) -%}
    {{ return(in_changed_files if changed_files_come_last() else has_affected_key(key)) }}
{%- endmacro -%}

{%- macro changed_files_come_last() -%}
    {{ return(run_query(
        "with here as (
            select
                delivery_order,
                file_no in (select file_no from " ~ this.name ~ "__changed_files) as has_changed,
                file_no in (select file_no from increments." ~ this.name ~ "__deliveries) as was_counted
            from " ~ this.name ~ "__deliveries
        )
        select
            not exists (select 1 from here where has_changed and was_counted)
            and (select count(*) from here where has_changed)
                = (select count(*) from " ~ this.name ~ "__changed_files)
            and coalesce(
                (select max(delivery_order) from here where not has_changed)
                < (select min(delivery_order) from here where has_changed), true)"
    ).rows[0][0]) }}
{%- endmacro -%}

{%- macro has_affected_key(key) -%}
    {%- set conditions = [] -%}
    {%- for name, expression in key.items() -%}
        {%- do conditions.append('affected.' ~ name ~ ' is not distinct from ' ~ expression) -%}
    {%- endfor -%}
    {{ return(
        'exists (select 1 from ' ~ this.name ~ '__affected as affected where ' ~ conditions | join(' and ') ~ ')'
    ) }}
{%- endmacro -%}

{#- Plan of a table made of several event tables: none when it is to be built whole, else its state with `changes`: by the
    name of each table the relation with the rows that left and entered it. -#}
{%- macro plan_from_all_changes(event_tables) -%}
    {%- if not has_increments() -%}{{ return(none) }}{%- endif -%}
    {%- set state = state_of_same_definition('') -%}
    {%- set read = (state.source_generation if state else '').split(' ') -%}
    {%- set generations, changes = [], {} -%}
    {%- for table in event_tables -%}
        {%- set source_state = state_row(table.identifier) -%}
        {%- do generations.append(source_state.generation if source_state else '') -%}
        {%- set known = {'source_generation': read[loop.index0]} if read | length == event_tables | length else none -%}
        {%- do changes.update({table.identifier: changes_since(known, table, source_state)}) -%}
    {%- endfor -%}
    {%- if state is not none -%}{%- do state.update({'changes': changes}) -%}{%- endif -%}
    {%- set plan = none if none in changes.values() | list else state -%}
    {%- if plan is none -%}{{ refuse_asked_months() }}{%- endif -%}
    {%- do write_plan(plan, '', generations | join(' '), has_deliveries=false) -%}
    {{ return(plan) }}
{%- endmacro -%}
