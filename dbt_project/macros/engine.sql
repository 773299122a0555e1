{#- Everything that differs between SQL engines stands here; models call the plain names. -#}

{#- Rows of first days of months from `first` to `last`, both dates; one column `month_start`. -#}
{%- macro month_series(first, last) -%}
    {{ adapter.dispatch('month_series')(first, last) }}
{%- endmacro -%}

{%- macro default__month_series(first, last) -%}
    select cast(s.month_start as date) as month_start
    from generate_series(cast({{ first }} as timestamp), cast({{ last }} as timestamp), interval 1 month)
        as s (month_start)
{%- endmacro -%}

{%- macro spark__month_series(first, last) -%}
    select explode(sequence({{ first }}, {{ last }}, interval 1 month)) as month_start
{%- endmacro -%}

{#- Seconds from `earlier` to `later` as a number with fractions. -#}
{%- macro seconds_between(earlier, later) -%}
    {{ adapter.dispatch('seconds_between')(earlier, later) }}
{%- endmacro -%}

{%- macro default__seconds_between(earlier, later) -%}
    (epoch({{ later }}) - epoch({{ earlier }}))
{%- endmacro -%}

{%- macro spark__seconds_between(earlier, later) -%}
    ((unix_micros(cast({{ later }} as timestamp_ltz)) - unix_micros(cast({{ earlier }} as timestamp_ltz))) / 1e6)
{%- endmacro -%}

{#- `start` moved by a number of months, as a date. -#}
{%- macro add_months_to(start, months) -%}
    {{ adapter.dispatch('add_months_to')(start, months) }}
{%- endmacro -%}

{%- macro default__add_months_to(start, months) -%}
    cast({{ start }} + interval ({{ months }}) month as date)
{%- endmacro -%}

{%- macro spark__add_months_to(start, months) -%}
    add_months({{ start }}, {{ months }})
{%- endmacro -%}

{#- The day before or after by `days`, as a date. -#}
{%- macro add_days_to(start, days) -%}
    {{ adapter.dispatch('add_days_to')(start, days) }}
{%- endmacro -%}

{%- macro default__add_days_to(start, days) -%}
    cast({{ start }} + interval ({{ days }}) day as date)
{%- endmacro -%}

{%- macro spark__add_days_to(start, days) -%}
    date_add({{ start }}, {{ days }})
{%- endmacro -%}

{#- Days from `earlier` to `later`. -#}
{%- macro days_between(earlier, later) -%}
    {{ adapter.dispatch('days_between')(earlier, later) }}
{%- endmacro -%}

{%- macro default__days_between(earlier, later) -%}
    date_diff('day', {{ earlier }}, {{ later }})
{%- endmacro -%}

{%- macro spark__days_between(earlier, later) -%}
    datediff({{ later }}, {{ earlier }})
{%- endmacro -%}

{#- Every match of `pattern` replaced in `text`. -#}
{%- macro replace_pattern(text, pattern, replacement) -%}
    {{ adapter.dispatch('replace_pattern')(text, pattern, replacement) }}
{%- endmacro -%}

{%- macro default__replace_pattern(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro -%}

{%- macro spark__replace_pattern(text, pattern, replacement) -%}
    regexp_replace({{ text }}, r'{{ pattern }}', '{{ replacement }}')
{%- endmacro -%}

{#- One row per part of a text column, as an expression of a select list. -#}
{%- macro split_to_rows(text, separator) -%}
    {{ adapter.dispatch('split_to_rows')(text, separator) }}
{%- endmacro -%}

{%- macro default__split_to_rows(text, separator) -%}
    unnest(string_split({{ text }}, '{{ separator }}'))
{%- endmacro -%}

{%- macro spark__split_to_rows(text, separator) -%}
    explode(split({{ text }}, '[{{ separator }}]'))
{%- endmacro -%}

{#- The distinct texts of a group, in order, as one text. -#}
{%- macro distinct_list(text, separator) -%}
    {{ adapter.dispatch('distinct_list')(text, separator) }}
{%- endmacro -%}

{%- macro default__distinct_list(text, separator) -%}
    string_agg(distinct {{ text }}, '{{ separator }}' order by {{ text }})
{%- endmacro -%}

{%- macro spark__distinct_list(text, separator) -%}
    array_join(array_sort(collect_set({{ text }})), '{{ separator }}')
{%- endmacro -%}

{#- The materialization of event tables: kept up by increments where the engine has them (increments/), else a table. -#}
{%- macro increment_or_table() -%}
    {{ return(adapter.dispatch('increment_or_table')()) }}
{%- endmacro -%}

{%- macro default__increment_or_table() -%}
    {{ return('increment') }}
{%- endmacro -%}

{%- macro spark__increment_or_table() -%}
    {{ return('table') }}
{%- endmacro -%}

{#- The exported Parquet in `folder` as the project's sources; DuckDB holds them itself. -#}
{%- macro register_sources(folder) -%}
    {{ adapter.dispatch('register_sources')(folder) }}
{%- endmacro -%}

{%- macro default__register_sources(folder) -%}
    {%- do exceptions.raise_compiler_error('only Spark needs its sources registered') -%}
{%- endmacro -%}

{%- macro spark__register_sources(folder) -%}
    {%- for node in graph.sources.values() -%}
        {%- do run_query('create schema if not exists ' ~ node.schema) -%}
        {%- do run_query(
            'create or replace view ' ~ node.schema ~ '.' ~ node.identifier
            ~ ' as select * from parquet.`' ~ folder ~ '/' ~ node.identifier ~ '`'
        ) -%}
    {%- endfor -%}
{%- endmacro -%}

{#- Types as the project writes them, in Spark's words. -#}
{%- macro spark_types(sql) -%}
    {{ modules.re.sub('(?i)\\bas varchar\\b', 'as string', sql) }}
{%- endmacro -%}

{%- macro spark__create_table_as(temporary, relation, compiled_code, language='sql') -%}
    {{ dbt.spark__create_table_as(temporary, relation, spark_types(compiled_code), language) }}
{%- endmacro -%}

{%- macro spark__create_view_as(relation, sql) -%}
    {{ dbt.spark__create_view_as(relation, spark_types(sql)) }}
{%- endmacro -%}

{%- macro spark__get_empty_schema_sql(columns) -%}
    {{ spark_types(dbt.default__get_empty_schema_sql(columns)) }}
{%- endmacro -%}

{%- macro spark__get_test_sql(main_sql, fail_calc, warn_if, error_if, limit) -%}
    {{ dbt.default__get_test_sql(spark_types(main_sql), fail_calc, warn_if, error_if, limit) }}
{%- endmacro -%}

{%- macro spark__get_unit_test_sql(main_sql, expected_fixture_sql, expected_column_names) -%}
    {{ spark_types(dbt.default__get_unit_test_sql(main_sql, expected_fixture_sql, expected_column_names)) }}
{%- endmacro -%}

{#- Seeds: dbt-spark writes a missing value as the word None and does not escape quotes. -#}
{%- macro spark__create_csv_table(model, agate_table) -%}
    {%- set columns = spark_seed_columns(model, agate_table) -%}
    {%- set sql -%}
        create table {{ this }} ({% for name, type in columns %}{{ name }} {{ type }}{{ ', ' if not loop.last }}{% endfor %})
        using parquet
    {%- endset -%}
    {%- do run_query(sql) -%}
    {{ return(sql) }}
{%- endmacro -%}

{%- macro spark__load_csv_rows(model, agate_table) -%}
    {%- set columns = spark_seed_columns(model, agate_table) -%}
    {%- for rows in agate_table.rows | batch(1000) -%}
        {%- set sql -%}
            insert into {{ this }}
            select {% for name, type in columns %}cast({{ name }} as {{ type }}){{ ', ' if not loop.last }}{% endfor %}
            from values
            {% for row in rows -%}
                ({% for cell in row %}{{ spark_literal(cell) }}{{ ', ' if not loop.last }}{% endfor %}){{ ', ' if not loop.last }}
            {%- endfor %}
            as seed ({{ columns | map(attribute=0) | join(', ') }})
        {%- endset -%}
        {%- do run_query(sql) -%}
    {%- endfor -%}
    {{ return('') }}
{%- endmacro -%}

{#- Pairs of name and type of a seed's columns. -#}
{%- macro spark_seed_columns(model, agate_table) -%}
    {%- set types = model['config'].get('column_types', {}) -%}
    {%- set columns = [] -%}
    {%- for name in agate_table.column_names -%}
        {%- set type = types.get(name, adapter.convert_type(agate_table, loop.index0)) -%}
        {%- do columns.append((name, 'string' if type == 'varchar' else type)) -%}
    {%- endfor -%}
    {{ return(columns) }}
{%- endmacro -%}

{%- macro spark_literal(cell) -%}
    {{ return('null' if cell is none else "'" ~ (cell | string | replace('\\', '\\\\') | replace("'", "\\'")) ~ "'") }}
{%- endmacro -%}
