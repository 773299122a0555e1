{#- Rows whose key occurs twice, or lacks a part that must be there. Nulls of a key compare as equal.
    increment_day: column of an event table whose days the last build replaced are looked at; the others were before. -#}
{%- test key_holds(model, columns, nullable=[], increment_day=none) -%}
    select
        {{ columns | join(', ') }},
        count(*) as occurrences
    from {{ model }}
    {% if increment_day %}where {{ on_replaced_days(model, increment_day) }}{% endif %}
    group by {{ columns | join(', ') }}
    having
        count(*) > 1
        {% for column in columns if column not in nullable -%}
            or {{ column }} is null
        {% endfor %}
{%- endtest -%}
