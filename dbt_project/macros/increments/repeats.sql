{#- Keys that came more than once, found without reading the keys of years again: increments.<model>__keys holds a hash of
    every key received and its file, and only what files new to it bring is looked up there. -#}

{#- Plan of a table of repeated keys: none, or the relation with the keys to take in.
    received: raw rows with `key` and _file_no; files: raw.files. Rows received never change, so files are only added. -#}
{%- macro repeats_increment(received, files, key) -%}
    {%- if not has_increments() -%}{{ return(none) }}{%- endif -%}
    {%- set hashes = 'increments.' ~ this.name ~ '__keys' -%}
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
        {{ return(none) }}
    {%- endif -%}
    {{ repeats_taken_in(received, key, hashes) }}
    {{ return(this.name ~ '__affected') }}
{%- endmacro -%}

{%- macro repeats_taken_in(received, key, hashes) -%}
    {%- set name, new_files = this.name, changed_files() -%}
    {%- do run_query("delete from " ~ hashes ~ " where file_no in " ~ new_files) -%}
    {%- do run_query(
        "create or replace temp table " ~ name ~ "__new as
        select " ~ key ~ ", hash(" ~ key ~ ") as key_hash from " ~ received ~ " where _file_no in " ~ new_files
    ) -%}
    {%- do run_query(
        "create or replace temp table " ~ name ~ "__hits as
        select key_hash, file_no from " ~ hashes ~ "
        where key_hash in (select key_hash from " ~ name ~ "__new)"
    ) -%}
    {%- do run_query(
        "create or replace temp table " ~ name ~ "__affected as
        select " ~ key ~ " from " ~ name ~ "__new
        where key_hash in (select key_hash from " ~ name ~ "__hits)
        union
        select " ~ key ~ " from " ~ name ~ "__new group by " ~ key ~ " having count(*) > 1"
    ) -%}
    {%- do run_query(
        "insert into " ~ hashes ~ "
        select hash(" ~ key ~ "), _file_no from " ~ received ~ " where _file_no in " ~ new_files
    ) -%}
{%- endmacro -%}

{#- Files in which rows with the affected keys may lie. -#}
{%- macro files_of_repeats() -%}
    {%- set numbers = run_query(
        "select file_no from " ~ this.name ~ "__hits union select file_no from " ~ this.name ~ "__changed_files"
    ).columns[0].values() -%}
    ({{ numbers | map('int') | join(', ') if numbers else 'null' }})
{%- endmacro -%}
