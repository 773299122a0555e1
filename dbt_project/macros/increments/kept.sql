{#- A table made of the deliveries of its feeds and of nothing else: it is built again only when they changed.

    Its comment says what it was built from, and is written in the same transaction. -#}
{% materialization kept, adapter='duckdb' %}
    {%- set target = this.incorporate(type='table') -%}
    {%- set standing = load_cached_relation(this) -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- set basis = basis_of_this_build(sql) -%}
    {%- if var('definition', '') and not should_full_refresh() and standing is not none and basis == basis_of_table() -%}
        {% call statement('main') -%}select 'kept'{%- endcall %}
    {%- else -%}
        {%- if standing is not none and not standing.is_table -%}{%- do drop_relation_if_exists(standing) -%}{%- endif -%}
        {% call statement('main') -%}
            create or replace table {{ target }} as ({{ sql }});
            comment on table {{ target }} is '{{ basis }}'
        {%- endcall %}
    {%- endif -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}

{#- What the rows are a function of: the code, and the deliveries that count in their order. -#}
{%- macro basis_of_this_build(sql) -%}
    {%- set deliveries = ref('stg_deliveries') -%}
    {%- for node in model.depends_on.nodes if not node.startswith('source.') and not node.endswith('.stg_deliveries') -%}
        {%- do exceptions.raise_compiler_error(this.name ~ ' is kept, so it may read deliveries only, not ' ~ node) -%}
    {%- endfor -%}
    {%- set feeds = [] -%}
    {%- for system, feed in model.sources -%}{%- do feeds.append("('" ~ system ~ "', '" ~ feed ~ "')") -%}{%- endfor -%}
    {%- set counted = run_query(
        "select count(*) || ' deliveries ' || coalesce(sum(hash(delivery)), 0) from " ~ deliveries ~ " as delivery
        where (system, feed) in (" ~ feeds | join(', ') ~ ")"
    ).rows[0][0] -%}
    {{ return(local_md5(var('definition', '') ~ sql) ~ ' ' ~ counted) }}
{%- endmacro -%}

{%- macro basis_of_table() -%}
    {%- set found = run_query(
        "select comment from duckdb_tables() where database_name = current_database()
        and schema_name = '" ~ this.schema ~ "' and table_name = '" ~ this.identifier ~ "'"
    ) -%}
    {{ return(found.rows[0][0] if found.rows | length > 0 else none) }}
{%- endmacro -%}
