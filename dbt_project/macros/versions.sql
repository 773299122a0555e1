{#-
    Rows of a feed with their place among the versions of one key: version_rank 1 is the row that stands.
    Files are ordered by stg_deliveries, rows by their place in the file.
    key: SQL expressions; wins: 'last' (upsert) or 'first' (append); among: condition on feed_row, none for all rows.
-#}
{%- macro latest_version(system, feed, key, wins='last', among=none) -%}
    {%- set direction = 'desc' if wins == 'last' else 'asc' -%}
    select
        feed_row.*,
        row_number() over (
            partition by {{ key | join(', ') }}
            order by delivery.delivery_order {{ direction }}, feed_row._seq {{ direction }}
        ) as version_rank
    from {{ received_rows(system, feed) }}
    {% if among %}where {{ among }}{% endif %}
{%- endmacro -%}

{#- The rows of every delivery that counts, as a FROM clause with the aliases feed_row and delivery. -#}
{%- macro received_rows(system, feed) -%}
    {{ source(system, feed) }} as feed_row
    inner join {{ ref('stg_deliveries') }} as delivery
        on
            delivery.system = '{{ system }}'
            and delivery.feed = '{{ feed }}'
            and feed_row._file_no = delivery.file_no
{%- endmacro -%}
