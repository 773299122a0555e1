{#- Two CTEs that both models of event KPIs begin with: first_fact (one row, first_day) and held (one row per event held,
    with its year and, where it is exact, its day). -#}
{%- macro held_events() -%}
first_fact as (
    select coalesce(min(held_on), {{ as_of() }}) as first_day
    from {{ ref('dim_event') }}
    where status = '举办' and held_on <= {{ as_of() }}
),

held as (
    select
        event_id,
        district_code,
        {{ in_period('calendar_year', 'held_on', 'held_on_to') }} as held_year,
        case when held_on_to is null then held_on end as held_day
    from {{ ref('dim_event') }}
    where is_held
)
{%- endmacro -%}
