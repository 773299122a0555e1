-- Grain: one row per calendar year, academic year, quarter and month begun by the as-of day.
with months as (
    {{ month_series("cast('1949-01-01' as date)", as_of()) }}
),

periods as (
    {% for kind in ['calendar_year', 'academic_year', 'quarter', 'month'] -%}
        select distinct -- twelve or three months of the series fall into one period
            '{{ kind }}' as period_kind,
            {{ period_start(kind, 'month_start') }} as period_start
        from months
        {% if not loop.last %}union all{% endif %}
    {% endfor -%}
),

ends as (
    select
        period_kind,
        period_start,
        case period_kind
            when 'calendar_year' then {{ period_end('calendar_year', 'period_start') }}
            when 'academic_year' then {{ period_end('academic_year', 'period_start') }}
            when 'quarter' then {{ period_end('quarter', 'period_start') }}
            else {{ period_end('month', 'period_start') }}
        end as last_day
    from periods
)

select
    period_kind,
    period_start,
    last_day,
    least(last_day, {{ as_of() }}) as period_end
from ends
