{#- Days as literal ranges: the engine skips storage by literals, hardly by joins. -#}

{#- The days in a column of a relation: {ranges: pairs of first and last day, undated: whether null occurs}.
    Neighbouring days make one range; beyond 400 ranges there is one from the first day to the last. -#}
{%- macro days_of(relation, column) -%}
    {%- set found = run_query(
        "with days as (select distinct " ~ column ~ " as day from " ~ relation ~ "),
        numbered as (select day, row_number() over (order by day) as place from days where day is not null)
        select cast(min(day) as varchar), cast(max(day) as varchar) from numbered
        group by day - cast(place as integer) order by min(day)"
    ) -%}
    {%- set undated = run_query("select count(*) from " ~ relation ~ " where " ~ column ~ " is null") -%}
    {%- set ranges = [] -%}
    {%- for row in found.rows -%}{%- do ranges.append((row[0], row[1])) -%}{%- endfor -%}
    {%- if ranges | length > 400 -%}{%- set ranges = [(ranges[0][0], ranges[-1][1])] -%}{%- endif -%}
    {{ return({'ranges': ranges, 'undated': undated.rows[0][0] | int > 0}) }}
{%- endmacro -%}

{#- Whether a date column falls on one of the days. -#}
{%- macro on_days(column, days) -%}
    (
        {%- for first, last in days.ranges %}
        ({{ column }} >= cast('{{ first }}' as date) and {{ column }} <= cast('{{ last }}' as date)) or
        {%- endfor %}
        {{ column ~ ' is null' if days.undated else 'false' }}
    )
{%- endmacro -%}

{#- Whether a timestamp column falls on one of the days, or up to some seconds before one begins. -#}
{%- macro at_days(column, days, seconds_before=0) -%}
    (
        {%- for first, last in days.ranges %}
        (
            {{ column }} >= cast('{{ first }}' as timestamp) - interval '{{ seconds_before }} seconds'
            and {{ column }} < cast('{{ last }}' as timestamp) + interval '1 day'
        ) or
        {%- endfor %}
        {{ column ~ ' is null' if days.undated else 'false' }}
    )
{%- endmacro -%}

{#- Whether a row lies on a day that the last build of an event table replaced; every row where it was built whole. -#}
{%- macro on_replaced_days(event_table, day) -%}
    {%- set changes = adapter.get_relation(event_table.database, 'increments', event_table.identifier ~ '__changes')
        if execute and increment_or_table() == 'increment' -%}
    {{ on_days(day, days_of(changes, day)) if changes else 'true' }}
{%- endmacro -%}
