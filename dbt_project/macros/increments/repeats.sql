{#- Keys that came more than once, found without reading the keys of years again: increments.<model>__keys holds a hash of
    every key received and its file, <model>__key_ranges the first and last key of each file. What new files bring is looked
    up among the hashes of files whose ranges meet theirs: few where numbers grow with time, all where they are random. -#}

{#- Plan of a table of repeated keys: none, or the relation with the keys to take in.
    received: raw rows with `key` and _file_no; files: raw.files. Rows received never change, so files are only added. -#}
{%- macro repeats_increment(received, files, key) -%}
    {%- if not has_increments() -%}{{ return(none) }}{%- endif -%}
    {%- set hashes, ranges = 'increments.' ~ this.name ~ '__keys', 'increments.' ~ this.name ~ '__key_ranges' -%}
    {%- do run_query(
        "create or replace temp table " ~ this.name ~ "__deliveries as
        select feed, file_no, file_no as delivery_order, rows_accepted from " ~ files ~ "
        where rows_accepted > 0 and system || '__' || feed = '" ~ received.identifier ~ "'"
    ) -%}
    {%- set state = state_of_same_definition('') -%}
    {%- if state is not none -%}
        {%- do run_query("create or replace temp table " ~ this.name ~ "__changed_files as " ~ changed_files_sql()) -%}
        {%- if too_much_changed() -%}{%- set state = none -%}{%- endif -%}
    {%- endif -%}
    {%- do write_plan(state, '', '') -%}
    {%- if state is none -%}
        {#- In storage before the table itself: a build cut off in between is built whole again. -#}
        {%- do run_query("create schema if not exists increments") -%}
        {%- do run_query("drop table if exists increments." ~ this.name ~ "__state") -%}
        {%- do run_query(
            "create or replace table " ~ hashes ~ " as
            select hash(" ~ key ~ ") as key_hash, _file_no as file_no from " ~ received
        ) -%}
        {%- do run_query("create or replace table " ~ ranges ~ " as " ~ key_ranges_sql(received, key, '_file_no')) -%}
        {{ return(none) }}
    {%- endif -%}
    {{ repeats_taken_in(received, key, hashes, ranges) }}
    {{ return(this.name ~ '__affected') }}
{%- endmacro -%}

{%- macro key_ranges_sql(rows, key, file_no) -%}
    select {{ file_no }} as file_no, min({{ key }}) as first_key, max({{ key }}) as last_key
    from {{ rows }} group by {{ file_no }}
{%- endmacro -%}

{%- macro repeats_taken_in(received, key, hashes, ranges) -%}
    {%- set name, new_files = this.name, changed_files() -%}
    {%- do run_query("delete from " ~ hashes ~ " where file_no in " ~ new_files) -%}
    {%- do run_query("delete from " ~ ranges ~ " where file_no in " ~ new_files) -%}
    {%- do run_query(
        "create or replace temp table " ~ name ~ "__new as
        select " ~ key ~ ", hash(" ~ key ~ ") as key_hash, _file_no as file_no
        from " ~ received ~ " where _file_no in " ~ new_files
    ) -%}
    {%- do run_query(
        "create or replace temp table " ~ name ~ "__new_ranges as " ~ key_ranges_sql(name ~ '__new', key, 'file_no')
    ) -%}
    {%- do run_query(
        "create or replace temp table " ~ name ~ "__hits as
        select key_hash, file_no from " ~ hashes ~ "
        where file_no in " ~ files_that_may_hit(ranges) ~ " and key_hash in (select key_hash from " ~ name ~ "__new)"
    ) -%}
    {%- do run_query(
        "create or replace temp table " ~ name ~ "__affected as
        select " ~ key ~ " from " ~ name ~ "__new
        where key_hash in (select key_hash from " ~ name ~ "__hits)
        union
        select " ~ key ~ " from " ~ name ~ "__new group by " ~ key ~ " having count(*) > 1"
    ) -%}
    {%- do run_query(
        "insert into " ~ hashes ~ " select key_hash, file_no from " ~ name ~ "__new;
        insert into " ~ ranges ~ " select * from " ~ name ~ "__new_ranges"
    ) -%}
{%- endmacro -%}

{%- macro files_that_may_hit(ranges) -%}
    {%- set numbers = run_query(
        "select distinct standing.file_no from " ~ ranges ~ " as standing
        inner join " ~ this.name ~ "__new_ranges as new
            on standing.first_key <= new.last_key and standing.last_key >= new.first_key"
    ).columns[0].values() -%}
    ({{ numbers | map('int') | join(', ') if numbers else 'null' }})
{%- endmacro -%}

{#- Files in which rows with the affected keys may lie. -#}
{%- macro files_of_repeats() -%}
    {%- set numbers = run_query(
        "select file_no from " ~ this.name ~ "__hits union select file_no from " ~ this.name ~ "__changed_files"
    ).columns[0].values() -%}
    ({{ numbers | map('int') | join(', ') if numbers else 'null' }})
{%- endmacro -%}
