{#- Rows whose key occurs twice, or lacks a part that must be there. Nulls of a key compare as equal.
    Of an event table only keys that the last build put in are looked at, the others were before: increment_day = date in
    the key of a table whose rows are replaced; increment_sums = true for sums, which are merged key by key, so that a
    key is double only when what was added had it twice. -#}
{%- test key_holds(model, columns, nullable=[], increment_day=none, increment_sums=false) -%}
    select
        {{ columns | join(', ') }},
        count(*) as occurrences
    from {{ added_to(model) if increment_sums else model }} as fact
    {% if increment_day %}where {{ is_put_in(model, 'fact', increment_day, columns) }}{% endif %}
    group by {{ columns | join(', ') }}
    having
        count(*) > 1
        {% for column in columns if column not in nullable -%}
            or {{ column }} is null
        {% endfor %}
{%- endtest -%}
