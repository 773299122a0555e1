{#- The last day that counts; nothing after it has happened. -#}
{%- macro as_of() -%}
    cast('{{ var("as_of") }}' as date)
{%- endmacro -%}

{#- First day of the Overseas Engineers Center: where to_date figures start. -#}
{%- macro center_opened() -%}
    cast('2020-04-01' as date)
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

{#- Full calendar months from the day `first` to the day `last`, never below zero. -#}
{%- macro full_months(first, last) -%}
    greatest(
        0,
        12 * (extract(year from {{ add_days_to(last, 1) }}) - extract(year from {{ add_days_to(first, -1) }}))
        + extract(month from {{ add_days_to(last, 1) }}) - extract(month from {{ add_days_to(first, -1) }})
        - 1
    )
{%- endmacro -%}
