{#- A table that takes in what changed: the rows of the affected keys are replaced, in one transaction with the state.

    config: increment_keys = columns of <model>__affected, which name the rows to be replaced; increment_day = the date
    among them by which storage is skipped; increment_order = order of storage. With increment_sums the SQL of a part
    gives what is to be added to these columns of the keyed rows; a row whose first sum becomes zero goes.
    Without a plan, or with one that says so, the table is built whole. -#}
{% materialization increment, adapter='duckdb' %}
    {%- set target = this.incorporate(type='table') -%}
    {%- set plan = plan_of_this_build() -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- if plan.is_part -%}
        {% call statement('main') -%}
            {{ add_up(target, sql) if config.get('increment_sums') else replace_affected(target, sql, plan.changed) }}
        {%- endcall %}
    {%- else -%}
        {%- do drop_relation_if_exists(load_cached_relation(this)) -%}
        {% call statement('main') -%}
            {{ create_table_as(False, target, in_storage_order(sql)) }};
            create schema if not exists increments;
            drop table if exists increments.{{ this.name }}__changes;
        {%- endcall %}
    {%- endif -%}
    {% call statement('state') %}{{ keep_state(plan) }}{% endcall %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}

{%- macro plan_of_this_build() -%}
    {%- set row = run_query("select model, is_part, definition, source_generation, has_deliveries from increment_plan").rows[0] -%}
    {%- if row[0] != this.name -%}
        {%- do exceptions.raise_compiler_error('no plan was made for ' ~ this.name) -%}
    {%- endif -%}
    {%- set changed = true -%}
    {%- if row[1] and not config.get('increment_sums') -%}
        {%- set changed = run_query("select count(*) from " ~ this.name ~ "__affected").rows[0][0] | int > 0 -%}
    {%- endif -%}
    {{ return({
        'is_part': row[1], 'definition': row[2], 'source_generation': row[3], 'has_deliveries': row[4],
        'changed': changed,
    }) }}
{%- endmacro -%}

{%- macro in_storage_order(sql) -%}
    select * from ({{ sql }}) as built order by {{ config.get('increment_order') | join(', ') }}
{%- endmacro -%}

{#- Whether a row of `alias` has an affected key; nulls compare as equal. -#}
{%- macro is_affected(alias) -%}
    exists (
        select 1 from {{ this.name }}__affected as affected
        where
            {% for key in config.get('increment_keys') -%}
                affected.{{ key }} is not distinct from {{ alias }}.{{ key }} {{ 'and' if not loop.last }}
            {% endfor %}
    )
{%- endmacro -%}

{#- The new rows are made before the old ones go: they may be made of them. The affected keys are distinct. Old rows are
    found by their keys first, so that other columns are read of them alone; by literal days wherever there are any. -#}
{%- macro replace_affected(target, sql, changed) -%}
    {%- if not changed -%}{{ return('select 1;') }}{%- endif -%}
    {%- set day, old = config.get('increment_day'), this.name ~ '__old' -%}
    {%- set near = on_days('old.' ~ day, days_of(this.name ~ '__affected', day)) if day else 'true' -%}
    {%- set changes = 'increments.' ~ this.name ~ '__changes' -%}
    create or replace temp table {{ old }} as
    select old.*, old.rowid as old_row from {{ target }} as old
    where {{ near }} and old.rowid in (
        select old.rowid
        from {{ target }} as old
        inner join {{ this.name }}__affected as affected
            on
                {% for key in config.get('increment_keys') -%}
                    affected.{{ key }} is not distinct from old.{{ key }} {{ 'and' if not loop.last }}
                {% endfor %}
        where {{ near }}
    );
    create or replace table {{ changes }} as
    select * exclude (old_row), cast(-1 as integer) as change from {{ old }}
    union all by name
    select *, cast(1 as integer) as change from ({{ in_storage_order(sql) }}) as made;
    delete from {{ target }} as old where {{ near }} and old.rowid in (select old_row from {{ old }});
    insert into {{ target }} by name select * exclude (change) from {{ changes }} where change = 1;
    drop table {{ old }};
{%- endmacro -%}

{%- macro add_up(target, sql) -%}
    {%- set sums, changes = config.get('increment_sums'), 'increments.' ~ this.name ~ '__changes' -%}
    create or replace table {{ changes }} as select *, cast(1 as integer) as change from ({{ sql }}) as added;
    merge into {{ target }} as standing
    using (select * exclude (change) from {{ changes }}) as added
    on
        {% for key in config.get('increment_keys') -%}
            standing.{{ key }} is not distinct from added.{{ key }} {{ 'and' if not loop.last }}
        {% endfor %}
    when matched and standing.{{ sums[0] }} + added.{{ sums[0] }} = 0 then delete
    when matched then update set
        {% for sum in sums %}{{ sum }} = standing.{{ sum }} + added.{{ sum }}{{ ', ' if not loop.last }}{% endfor %}
    when not matched then insert by name;
{%- endmacro -%}

{#- A build that replaced nothing leaves the generation as it is: who read it has nothing to read. -#}
{%- macro keep_state(plan) -%}
    {%- set name = 'increments.' ~ this.name -%}
    {%- set before = state_row(this.name) if plan.is_part else none -%}
    create or replace table {{ name }}__state as
    select
        '{{ plan.definition }}' as definition,
        {{ as_of() }} as as_of,
        {% if plan.changed %}cast(uuid() as varchar){% else %}'{{ before.generation }}'{% endif %} as generation,
        {% if not plan.is_part %}cast(null as varchar)
        {%- else %}'{{ before.generation if plan.changed else (before.changes_since or '') }}'{% endif %} as changes_since,
        '{{ plan.source_generation }}' as source_generation;
    {% if plan.has_deliveries -%}
        create or replace table {{ name }}__deliveries as select * from {{ this.name }}__deliveries;
    {%- endif %}
{%- endmacro -%}
