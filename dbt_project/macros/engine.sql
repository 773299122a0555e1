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
    (cast({{ later }} as double) - cast({{ earlier }} as double))
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
