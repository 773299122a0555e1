-- Grain: one row per uscc and year with size figures.
-- The class is unknown where a figure that the industry needs is missing.
with figures as (
    select
        sizes.uscc,
        sizes.year,
        sizes.employees,
        sizes.revenue,
        sizes.assets,
        -- Registries pad codes to four digits; a section letter or a float's ".0" is no part of the number.
        -- A letter alone stands for the first division of a section that has the same thresholds throughout.
        case enterprise.industry_code
            when 'A' then '0100'
            when 'B' then '0600'
            when 'C' then '1300'
            when 'D' then '4400'
            when 'E' then '4700'
            when 'H' then '6100'
            when 'L' then '7100'
            when 'M' then '7300'
            when 'N' then '7600'
            when 'O' then '7900'
            when 'R' then '8600'
            else rpad(
                {{ replace_pattern("coalesce(enterprise.industry_code, '')", "^[A-Z]|[.]0$", "") }}, 4, '0'
            )
        end as industry_code
    from {{ ref('stg_market_registry__enterprise_sizes') }} as sizes
    left join {{ ref('dim_enterprise') }} as enterprise on sizes.uscc = enterprise.uscc
),

judged as (
    select
        figures.uscc,
        figures.year,
        threshold.class_rank,
        (threshold.employees_min is not null and figures.employees is null)
        or (threshold.revenue_min is not null and figures.revenue is null)
        or (threshold.assets_min is not null and figures.assets is null) as lacks_figure,
        (threshold.employees_min is null or figures.employees >= threshold.employees_min)
        and (threshold.revenue_min is null or figures.revenue >= threshold.revenue_min)
        and (threshold.assets_min is null or figures.assets >= threshold.assets_min) as reaches_class
    from figures
    inner join {{ ref('size_class_thresholds') }} as threshold
        on
            figures.industry_code between threshold.code_from and threshold.code_to
            and {{ period_end('calendar_year', year_begun('figures.year')) }} >= threshold.valid_from
            and (
                threshold.valid_to is null
                or {{ period_end('calendar_year', year_begun('figures.year')) }} <= threshold.valid_to
            )
),

classes as (
    select
        uscc,
        year,
        bool_or(lacks_figure) as lacks_figure,
        max(case when reaches_class then class_rank else 0 end) as class_rank
    from judged
    group by uscc, year
)

select
    figures.uscc,
    figures.year,
    figures.employees,
    figures.revenue,
    figures.assets,
    case
        when classes.uscc is null or classes.lacks_figure then 'unknown'
        when classes.class_rank = 3 then 'large'
        when classes.class_rank = 2 then 'medium'
        when classes.class_rank = 1 then 'small'
        else 'micro'
    end as size_class
from figures
left join classes on figures.uscc = classes.uscc and figures.year = classes.year
