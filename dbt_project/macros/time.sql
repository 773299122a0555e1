{#- The last day that counts; nothing after it has happened. -#}
{%- macro as_of() -%}
    cast('{{ var("as_of") }}' as date)
{%- endmacro -%}

{#- First day of the Overseas Engineers Center: where to_date figures start. -#}
{%- macro center_opened() -%}
    cast('2020-04-01' as date)
{%- endmacro -%}

{#- From when work and residence permits are issued together. -#}
{%- macro permits_joined() -%}
    cast('2021-06-01' as date)
{%- endmacro -%}

{#- First day of a calendar year given as a number; null for none and for years to come. -#}
{%- macro year_begun(year) -%}
    case
        when {{ year }} between 1949 and extract(year from {{ as_of() }})
            then cast(cast({{ year }} as varchar) || '-01-01' as date)
    end
{%- endmacro -%}

{#- Working days after `earlier` up to `later`: Monday to Friday, as public holidays are not known. -#}
{%- macro working_days_between(earlier, later) -%}
    ({{ _working_days_to(later) }} - {{ _working_days_to(earlier) }})
{%- endmacro -%}

{#- Working days from a Monday long ago to `day`, included. -#}
{%- macro _working_days_to(day) -%}
    {%- set days = days_between("cast('1900-01-01' as date)", day) -%}
    (5 * floor({{ days }} / 7) + least({{ days }} % 7 + 1, 5))
{%- endmacro -%}

{#- First day of the period that holds a date. -#}
{%- macro period_start(kind, day) -%}
    {%- if kind == 'academic_year' -%}
        {{ add_months_to("date_trunc('year', " ~ add_months_to(day, -8) ~ ")", 8) }}
    {%- else -%}
        cast(date_trunc('{{ {"calendar_year": "year"}.get(kind, kind) }}', {{ day }}) as date)
    {%- endif -%}
{%- endmacro -%}

{#- Last day of a period that starts at `start`. -#}
{%- macro period_end(kind, start) -%}
    {{ add_days_to(add_months_to(start, {"calendar_year": 12, "academic_year": 12, "quarter": 3, "month": 1}[kind]), -1) }}
{%- endmacro -%}

{#- The period that holds a date interval; null when there is no date or the interval crosses its border. -#}
{%- macro in_period(kind, day, day_to) -%}
    case
        when {{ period_start(kind, day) }} = {{ period_start(kind, "coalesce(" ~ day_to ~ ", " ~ day ~ ")") }}
            then {{ period_start(kind, day) }}
    end
{%- endmacro -%}

{#- Whether a date interval is wholly over at the end of `cutoff`; null dates have not happened. -#}
{%- macro happened_by(day, day_to, cutoff) -%}
    coalesce(coalesce({{ day_to }}, {{ day }}) <= {{ cutoff }}, false)
{%- endmacro -%}

{#- Whether a date interval begins by `cutoff` and ends within its month: a date known to the month lies in it. -#}
{%- macro begun_by(day, day_to, cutoff) -%}
    ({{ day }} <= {{ cutoff }} and coalesce({{ day_to }}, {{ day }}) <= {{ period_end('month', period_start('month', cutoff)) }})
{%- endmacro -%}

{#- Full calendar months from the day `first` to the day `last`, never below zero. -#}
{%- macro full_months(first, last) -%}
    greatest(
        0,
        12 * (extract(year from {{ add_days_to(last, 1) }}) - extract(year from {{ add_days_to(first, -1) }}))
        + extract(month from {{ add_days_to(last, 1) }}) - extract(month from {{ add_days_to(first, -1) }})
        - 1
    )
{%- endmacro -%}
