{#- Rows whose key occurs twice, or lacks a part that must be there. Nulls of a key compare as equal.
    increment_day: date in the key of an event table; of such a table only keys that the last build put in are looked at,
    the others were before. -#}
{%- test key_holds(model, columns, nullable=[], increment_day=none) -%}
    select
        {{ columns | join(', ') }},
        count(*) as occurrences
    from {{ model }} as fact
    {% if increment_day %}where {{ is_put_in(model, 'fact', increment_day, columns) }}{% endif %}
    group by {{ columns | join(', ') }}
    having
        count(*) > 1
        {% for column in columns if column not in nullable -%}
            or {{ column }} is null
        {% endfor %}
{%- endtest -%}
