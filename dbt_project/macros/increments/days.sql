{#- Days as literal ranges: the engine skips storage by literals, hardly by joins. -#}

{#- The days in a column of a relation: {ranges: pairs of first and last day, undated: whether null occurs}.
    Neighbouring days make one range; beyond 400 ranges there is one from the first day to the last. -#}
{%- macro days_of(relation, column) -%}
    {%- set found = run_query(
        "with days as (select distinct " ~ column ~ " as day from " ~ relation ~ "),
        numbered as (select day, row_number() over (order by day) as place from days where day is not null)
        select cast(min(day) as varchar) as first_day, cast(max(day) as varchar) from numbered
        group by day - cast(place as integer)
        union all
        select null, null from days where day is null
        order by first_day nulls last"
    ).rows -%}
    {%- set undated = found | length > 0 and found[-1][0] is none -%}
    {%- set ranges = [] -%}
    {%- for row in found if row[0] is not none -%}{%- do ranges.append((row[0], row[1])) -%}{%- endfor -%}
    {%- if ranges | length > 400 -%}{%- set ranges = [(ranges[0][0], ranges[-1][1])] -%}{%- endif -%}
    {{ return({'ranges': ranges, 'undated': undated}) }}
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

{#- Whether the last build of an event table put the row `alias` in; every row where it was built whole.
    day: its increment_day; columns: its key -#}
{%- macro is_put_in(event_table, alias, day, columns) -%}
    {%- set changes = changes_of_last_build(event_table) -%}
    {%- if not changes -%}{{ return('true') }}{%- endif -%}
    {{ on_days(day, days_of(changes, day)) }} and exists (
        select 1 from {{ changes }} as changed
        where
            changed.change = 1
            {% for column in columns -%}
                and changed.{{ column }} is not distinct from {{ alias }}.{{ column }}
            {% endfor %}
    )
{%- endmacro -%}

{#- What the last build added to a table of sums; the table itself where it was built whole. -#}
{%- macro added_to(event_table) -%}
    {{ return(changes_of_last_build(event_table) or event_table) }}
{%- endmacro -%}

{%- macro changes_of_last_build(event_table) -%}
    {%- if not execute or increment_or_table() != 'increment' -%}{{ return(none) }}{%- endif -%}
    {{ return(increments_table(event_table.identifier ~ '__changes')) }}
{%- endmacro -%}
