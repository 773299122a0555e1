{#- Rows whose key occurs twice, or lacks a part that must be there. Nulls of a key compare as equal. -#}
{%- test key_holds(model, columns, nullable=[]) -%}
    select
        {{ columns | join(', ') }},
        count(*) as occurrences
    from {{ model }}
    group by {{ columns | join(', ') }}
    having
        count(*) > 1
        {% for column in columns if column not in nullable -%}
            or {{ column }} is null
        {% endfor %}
{%- endtest -%}
