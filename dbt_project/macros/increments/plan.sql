{#- What an event table was built from, and whether this build may replace a part of it (docs/scale.md).

    The schema `increments` holds per model: <model>__state (one row), <model>__deliveries (what was counted), and
    <model>__changes (rows the last build took out, change = -1, and put in or added to sums, change = 1).
    A plan is made while the model is compiled and carried out by the materialization, on one connection; what stands
    between them lies in temporary tables of the same names. -#}

{%- macro has_increments() -%}
    {{ return(execute and model.config.materialized == 'increment') }}
{%- endmacro -%}

{#- Plan the build of a table made of the rows of `feeds`.
    deliveries: relation with system, feed, file_no, delivery_order, rows_accepted; other: event table it depends on too.
    Returns none when the table is to be built whole, else its state, with `changes` of the other as plan_from_changes
    gives them; then <model>__changed_files(file_no) holds the files that came, went or changed places. -#}
{%- macro plan_from_deliveries(deliveries, system, feeds, other=none) -%}
    {%- if not has_increments() -%}{{ return(none) }}{%- endif -%}
    {%- do run_query(
        "create or replace temp table " ~ this.name ~ "__deliveries as
        select feed, file_no, delivery_order, rows_accepted from " ~ deliveries ~ "
        where system = '" ~ system ~ "' and feed in ('" ~ feeds | join("', '") ~ "')"
    ) -%}
    {%- set state = state_of_same_definition('') -%}
    {%- set of_other = state_row(other.identifier) if other else none -%}
    {%- if state is not none and other -%}
        {%- do state.update({'changes': changes_since(state, other, of_other)}) -%}
        {%- if state.changes is none -%}{%- set state = none -%}{%- endif -%}
    {%- endif -%}
    {%- if state is not none -%}
        {%- do run_query("create or replace temp table " ~ this.name ~ "__changed_files as " ~ changed_files_sql()) -%}
        {%- if too_much_changed() -%}{%- set state = none -%}{%- endif -%}
    {%- endif -%}
    {%- do write_plan(state, '', of_other.generation if of_other else '') -%}
    {{ return(state) }}
{%- endmacro -%}

{#- Plan the build of a table made of another event table. Returns none when it is to be built whole, else the relation
    with the rows that left (change = -1) and entered (change = 1) that table since this one was built.
    inputs: text of whatever else the table depends on; when it differs the table is built whole. -#}
{%- macro plan_from_changes(event_table, inputs) -%}
    {%- if not has_increments() -%}{{ return(none) }}{%- endif -%}
    {%- set of_source = state_row(event_table.identifier) -%}
    {%- set state = state_of_same_definition(inputs) -%}
    {%- set changes = changes_since(state, event_table, of_source) -%}
    {%- do write_plan(changes, inputs, of_source.generation if of_source else '', has_deliveries=false) -%}
    {{ return(changes) }}
{%- endmacro -%}

{#- What changed in an event table since the one with `state` read it: a relation, none when that is not known. -#}
{%- macro changes_since(state, event_table, of_source) -%}
    {%- if state is none or of_source is none -%}{{ return(none) }}{%- endif -%}
    {%- if state.source_generation == of_source.generation -%}
        {{ return('(select * from ' ~ event_table ~ ' cross join (select 1 as change) where false)') }}
    {%- elif state.source_generation == of_source.changes_since -%}
        {{ return('increments.' ~ event_table.identifier ~ '__changes') }}
    {%- endif -%}
    {{ return(none) }}
{%- endmacro -%}

{#- Order matters only among files that were counted before and are counted now. -#}
{%- macro changed_files_sql() -%}
    with here as (select * from {{ this.name }}__deliveries),
    before as (select * from increments.{{ this.name }}__deliveries),
    places as (
        select
            here.file_no,
            row_number() over (partition by here.feed order by here.delivery_order) as place,
            row_number() over (partition by here.feed order by before.delivery_order) as place_before
        from here
        inner join before on here.file_no = before.file_no
    )
    select file_no, rows_accepted from here where file_no not in (select file_no from before)
    union all
    select file_no, rows_accepted from before where file_no not in (select file_no from here)
    union all
    select here.file_no, here.rows_accepted
    from here inner join places on here.file_no = places.file_no
    where places.place <> places.place_before
{%- endmacro -%}

{#- Above a million changed rows that are a third of all, a whole build costs less. -#}
{%- macro too_much_changed() -%}
    {%- set counted = run_query(
        "select (select coalesce(sum(rows_accepted), 0) from " ~ this.name ~ "__changed_files),
                (select coalesce(sum(rows_accepted), 0) from " ~ this.name ~ "__deliveries)"
    ) -%}
    {%- set changed, all = counted.rows[0][0] | int, counted.rows[0][1] | int -%}
    {{ return(changed > 1000000 and 3 * changed > all) }}
{%- endmacro -%}

{#- The model's SQL and everything its rows are a function of besides deliveries and the as-of day. Without the variable
    `definition` (pipelines/dbt_runner.py) nothing says that the code is the same: then tables are built whole. -#}
{%- macro definition_of(inputs) -%}
    {{ return(local_md5(var('definition', '') ~ inputs)) }}
{%- endmacro -%}

{%- macro state_of_same_definition(inputs) -%}
    {%- if not var('definition', '') or should_full_refresh() or load_cached_relation(this) is none -%}
        {{ return(none) }}
    {%- endif -%}
    {%- set state = state_row(this.name) -%}
    {{ return(state if state and state.definition == definition_of(inputs) else none) }}
{%- endmacro -%}

{%- macro state_row(name) -%}
    {%- set state = increments_table(name ~ '__state') -%}
    {%- if not state -%}{{ return(none) }}{%- endif -%}
    {%- set row = run_query(
        "select definition, cast(as_of as varchar) as as_of, generation, changes_since, source_generation from " ~ state
    ).rows[0] -%}
    {{ return({
        'definition': row[0], 'as_of': row[1], 'generation': row[2], 'changes_since': row[3],
        'source_generation': row[4],
    }) }}
{%- endmacro -%}

{#- The table's name, none when it is not there; asked of the engine, because dbt's cache does not see these tables. -#}
{%- macro increments_table(name) -%}
    {%- set found = run_query(
        "select count(*) from duckdb_tables()
        where schema_name = 'increments' and table_name = '" ~ name ~ "' and database_name = current_database()"
    ) -%}
    {{ return('increments.' ~ name if found.rows[0][0] | int else none) }}
{%- endmacro -%}

{%- macro write_plan(state, inputs, source_generation, has_deliveries=true) -%}
    {%- do run_query(
        "create or replace temp table increment_plan as select
            '" ~ this.name ~ "' as model,
            " ~ (state is not none) ~ " as is_part,
            '" ~ definition_of(inputs) ~ "' as definition,
            '" ~ source_generation ~ "' as source_generation,
            " ~ has_deliveries ~ " as has_deliveries"
    ) -%}
{%- endmacro -%}

{#- Days that changed sides because the as-of day moved since the table was built, as a condition on `day`. -#}
{%- macro as_of_moved_over(day, state) -%}
    ({{ day }} > least(cast('{{ state.as_of }}' as date), {{ as_of() }})
    and {{ day }} <= greatest(cast('{{ state.as_of }}' as date), {{ as_of() }}))
{%- endmacro -%}

{#- The changed files as a literal list, by which storage is skipped; null stands for none. -#}
{%- macro changed_files() -%}
    {%- set numbers = run_query("select file_no from " ~ this.name ~ "__changed_files").columns[0].values() -%}
    ({{ numbers | map('int') | join(', ') if numbers else 'null' }})
{%- endmacro -%}
