{#- The shape of KPI rows: zero rows for every period, ratios, status. One definition for all models of `kpi`. -#}

{#- Every period and slice a KPI must publish, filled from `cells`, and what `cells` holds beyond that.
    cells: relation with period_kind, period_start (null = undated), district_code, dimension, member, numerator,
        denominator, n, n_complement
    kinds: period kinds of the KPI; first_fact: relation with one row, the column first_day
    slots: city-wide slices that exist in every period: lists of dimension, member, is_ratio
    complement: whether the ratio is a share of persons, so that its complement counts persons too
    published_as: the period kind that readers see, where it is not the calendar's own (cohort)
    empty: what a city-wide period without facts reads: 0 of a count, 'null' of a median -#}
{%- macro kpi_period_rows(
    kpi_id, cells, kinds, first_fact, slots=[[none, none, false]], complement=false, published_as=none,
    empty=0
) -%}
    {%- set slotted = [] -%}
    {%- for slot in slots -%}{%- do slotted.append(slot[0] or '') -%}{%- endfor -%}
    {%- set listed = "('" ~ kinds | join("', '") ~ "')" -%}
    select
        '{{ kpi_id }}' as kpi_id,
        {{ "'" ~ published_as ~ "' as period_kind" if published_as else "period.period_kind" }},
        period.period_start,
        period.period_end,
        cast(null as varchar) as district_code,
        slot.dimension,
        slot.member,
        cast(coalesce(cell.numerator, {{ empty }}) as double) as numerator,
        cast(case when slot.is_ratio then coalesce(cell.denominator, 0) end as double) as denominator,
        cast(coalesce(cell.n, 0) as bigint) as n,
        cast({{ "case when slot.is_ratio then coalesce(cell.n_complement, 0) end" if complement else "null" }} as bigint)
            as n_complement
    from {{ ref('dim_period') }} as period
    cross join {{ first_fact }} as first_fact
    cross join (
        {% for dimension, member, is_ratio in slots -%}
            select
                cast({{ "'" ~ dimension ~ "'" if dimension else "null" }} as varchar) as dimension,
                cast({{ "'" ~ member ~ "'" if member else "null" }} as varchar) as member,
                {{ is_ratio }} as is_ratio
            {% if not loop.last %}union all{% endif %}
        {% endfor -%}
    ) as slot
    left join {{ cells }} as cell
        on
            period.period_kind = cell.period_kind
            and period.period_start = cell.period_start
            and cell.district_code is null
            and coalesce(slot.dimension, '') = coalesce(cell.dimension, '')
            and coalesce(slot.member, '') = coalesce(cell.member, '')
    where period.period_kind in {{ listed }} and period.last_day >= first_fact.first_day
    union all
    select
        '{{ kpi_id }}' as kpi_id,
        {{ "'" ~ published_as ~ "' as period_kind" if published_as else "cell.period_kind" }},
        period.period_start,
        period.period_end,
        cell.district_code,
        cell.dimension,
        cell.member,
        cast(cell.numerator as double) as numerator,
        cast(cell.denominator as double) as denominator,
        cast(cell.n as bigint) as n,
        cast(cell.n_complement as bigint) as n_complement
    from {{ cells }} as cell
    inner join {{ ref('dim_period') }} as period
        on cell.period_kind = period.period_kind and cell.period_start = period.period_start
    where
        cell.period_kind in {{ listed }}
        and (
            cell.district_code is not null
            or coalesce(cell.dimension, '') not in ('{{ slotted | unique | join("', '") }}')
        )
    union all
    select
        '{{ kpi_id }}' as kpi_id,
        {{ "'" ~ published_as ~ "' as period_kind" if published_as else "cell.period_kind" }},
        cast(null as date) as period_start,
        cast(null as date) as period_end,
        cast(null as varchar) as district_code,
        'date_precision' as dimension,
        'undated' as member,
        cast(cell.numerator as double) as numerator,
        cast(cell.denominator as double) as denominator,
        cast(cell.n as bigint) as n,
        cast(cell.n_complement as bigint) as n_complement
    from {{ cells }} as cell
    where
        cell.period_kind in {{ listed }}
        and cell.period_start is null
        and cell.district_code is null
        and cell.dimension is null
        and (cell.numerator > 0 or cell.denominator > 0)
{%- endmacro -%}

{#- Means per enterprise and full month (NC07, NC09) at every as-of day of the KPI: city, districts, enterprises.
    periods: relation with period_kind, period_start, account_id, enterprise_key, amount, holding only what counts;
    amounts_per_unit: 3600 turns seconds into hours, after the exact sum -#}
{%- macro enterprise_month_rows(kpi_id, periods, amounts_per_unit=1) -%}
    select
        '{{ kpi_id }}' as kpi_id,
        'as_of' as period_kind,
        slice.as_of_day as period_start,
        slice.as_of_day as period_end,
        slice.district_code,
        slice.dimension,
        slice.member,
        cast(coalesce(slice.amount, 0) as double) / {{ amounts_per_unit }} as numerator,
        cast(coalesce(slice.months, 0) as double) as denominator,
        cast(coalesce(slice.n, 0) as bigint) as n,
        cast(null as bigint) as n_complement
    from (
        with months as (
            select
                day.as_of_day,
                account.enterprise_key,
                max(account.enterprise_uscc) as enterprise_uscc,
                max(account.district_code) as district_code,
                {{ full_months('min(account.granted_on)', 'day.as_of_day') }} as months
            from {{ ref('dim_online_account') }} as account
            inner join {{ ref('dim_as_of') }} as day
                on day.kpi_id = '{{ kpi_id }}' and account.granted_on <= day.as_of_day
            where not account.is_test and account.enterprise_key is not null
            group by day.as_of_day, account.enterprise_key
        ),

        amounts as (
            select
                case when period_kind = 'to_date' then {{ as_of() }} else period_start end as as_of_day,
                enterprise_key,
                sum(amount) as amount,
                count(*) as n
            from {{ periods }}
            where period_kind in ('as_of', 'to_date') and enterprise_key is not null
            group by 1, enterprise_key
        ),

        -- An enterprise without any activity stays, with zero.
        enterprises as (
            select
                months.as_of_day,
                months.enterprise_uscc,
                months.district_code,
                months.months,
                coalesce(amounts.amount, 0) as amount,
                coalesce(amounts.n, 0) as n
            from months
            left join amounts
                on months.as_of_day = amounts.as_of_day and months.enterprise_key = amounts.enterprise_key
        )

        select
            as_of_day,
            cast(null as varchar) as district_code,
            'enterprise' as dimension,
            enterprise_uscc as member,
            amount,
            months,
            n
        from enterprises
        where enterprise_uscc is not null
        union all
        select
            as_of_day,
            district_code,
            cast(null as varchar) as dimension,
            cast(null as varchar) as member,
            sum(amount) as amount,
            sum(months) as months,
            sum(n) as n
        from enterprises
        where months > 0 and district_code is not null
        group by as_of_day, district_code
        union all
        -- The city's row exists at every day, even before the first full month.
        select
            day.as_of_day,
            cast(null as varchar) as district_code,
            cast(null as varchar) as dimension,
            cast(null as varchar) as member,
            sum(enterprises.amount) as amount,
            sum(enterprises.months) as months,
            sum(enterprises.n) as n
        from {{ ref('dim_as_of') }} as day
        left join enterprises on day.as_of_day = enterprises.as_of_day and enterprises.months > 0
        where day.kpi_id = '{{ kpi_id }}'
        group by day.as_of_day
    ) as slice
{%- endmacro -%}

{#- Counts at every as-of day of a KPI: the city, 0 if there is nothing, and districts.
    things: relation with district_code, counted_from, counted_to (null = still there); thing: a column whose
        distinct values count, where one thing may have several rows -#}
{%- macro as_of_rows(kpi_id, things, thing=none) -%}
    {%- set counted = "count(distinct thing." ~ thing ~ ")" if thing else "count(thing.counted_from)" -%}
    select
        '{{ kpi_id }}' as kpi_id,
        'as_of' as period_kind,
        day.as_of_day as period_start,
        day.as_of_day as period_end,
        thing.district_code,
        cast(null as varchar) as dimension,
        cast(null as varchar) as member,
        cast({{ counted }} as double) as numerator,
        cast(null as double) as denominator,
        {{ counted }} as n,
        cast(null as bigint) as n_complement
    from {{ ref('dim_as_of') }} as day
    left join {{ things }} as thing
        on
            thing.counted_from <= day.as_of_day
            and (thing.counted_to is null or thing.counted_to > day.as_of_day)
    where day.kpi_id = '{{ kpi_id }}'
    group by grouping sets ((day.as_of_day), (day.as_of_day, thing.district_code))
    having grouping(thing.district_code) = 1 or thing.district_code is not null
{%- endmacro -%}

{#- Distinct things from the opening of the center to every day of a KPI: the city, 0 if there is nothing, districts,
    and the undated ones.
    things: relation with thing, district_code, day, day_to (end of an imprecise day) -#}
{%- macro to_date_rows(kpi_id, things) -%}
    select
        '{{ kpi_id }}' as kpi_id,
        'to_date' as period_kind,
        {{ center_opened() }} as period_start,
        day.as_of_day as period_end,
        thing.district_code,
        cast(null as varchar) as dimension,
        cast(null as varchar) as member,
        cast(count(distinct thing.thing) as double) as numerator,
        cast(null as double) as denominator,
        count(distinct thing.thing) as n,
        cast(null as bigint) as n_complement
    from {{ ref('dim_as_of') }} as day
    left join {{ things }} as thing
        on thing.day >= {{ center_opened() }} and {{ begun_by('thing.day', 'thing.day_to', 'day.as_of_day') }}
    where day.kpi_id = '{{ kpi_id }}' and day.as_of_day >= {{ center_opened() }}
    group by grouping sets ((day.as_of_day), (day.as_of_day, thing.district_code))
    having grouping(thing.district_code) = 1 or thing.district_code is not null
    union all
    select
        '{{ kpi_id }}' as kpi_id,
        'to_date' as period_kind,
        cast(null as date) as period_start,
        cast(null as date) as period_end,
        cast(null as varchar) as district_code,
        'date_precision' as dimension,
        'undated' as member,
        cast(count(distinct undated.thing) as double) as numerator,
        cast(null as double) as denominator,
        count(distinct undated.thing) as n,
        cast(null as bigint) as n_complement
    from {{ things }} as undated
    where
        undated.day is null
        or (undated.day < {{ center_opened() }} and undated.day_to >= {{ center_opened() }})
        or (
            undated.day between {{ center_opened() }} and {{ as_of() }}
            and not {{ begun_by('undated.day', 'undated.day_to', as_of()) }}
        )
    having count(distinct undated.thing) > 0
{%- endmacro -%}

{#- A count's value is its numerator; a ratio without denominator has none. -#}
{%- macro kpi_value() -%}
    case when denominator is null then numerator when denominator <> 0 then numerator / denominator end
{%- endmacro -%}

{%- macro kpi_status() -%}
    case when {{ kpi_value() }} is null then 'not_applicable' else 'ok' end
{%- endmacro -%}
