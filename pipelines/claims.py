"""Published figures as acceptance tests: each claim is an interval, each release says in, out or undecidable.

Claims are compared with what leaves (after disclosure control), so a verdict never tells a suppressed figure.
A period is yyyy, yyyy-mm, a day, or mm-dd where the text gives no year; one that says no day is undecidable. A scope is
`city`, `<dimension>=<member code or name>` or `class_day` (the most frequent class day of the period). A claim without
KPI is context.
One result per claim and KPI: of several parts (organisers and guiding units) the first, the city's before a member's,
gives value and interval, all must be in for `in`, and the note names each.
"""

CLAIM_RESULTS = """
    WITH claims AS (
        SELECT *, split_part(scope, '=', 1) AS wanted_dimension, nullif(split_part(scope, '=', 2), '') AS wanted_member,
               CASE length(period)
                   WHEN 4 THEN TRY_CAST(period || '-12-31' AS DATE)
                   WHEN 7 THEN last_day(TRY_CAST(period || '-01' AS DATE))
                   ELSE TRY_CAST(period AS DATE)
               END AS period_last_day
        FROM core.dim_claim WHERE kpi_id IS NOT NULL
    ),
    compared AS (
        SELECT c.claim_id, c.kpi_id, c.scope, c.period, c.quote, c.low, c.high, c.low_open, c.high_open, c.note, c.note_zh,
               mode(v.value) AS value
        FROM claims AS c
        LEFT JOIN draft.kpi_values AS v
            ON v.kpi_id = c.kpi_id AND v.period_kind = c.period_kind AND v.district_code IS NULL AND v.status = 'ok'
            AND CASE CASE WHEN c.period_kind IN ('month', 'cohort') AND length(c.period) = 7 THEN 'one month'
                          ELSE c.period_kind END
                    WHEN 'one month' THEN v.period_start = date_trunc('month', c.period_last_day)
                    WHEN 'as_of' THEN v.period_start = c.period_last_day
                    WHEN 'to_date' THEN v.period_end = c.period_last_day
                    WHEN 'campaign' THEN TRUE
                    WHEN 'event' THEN
                        v.period_start = c.period_last_day OR strftime(v.period_start, '%m-%d') = c.period
                    ELSE year(v.period_start) = year(c.period_last_day)
                END
            AND CASE c.wanted_dimension
                    WHEN 'city' THEN v.dimension IS NULL
                    WHEN 'class_day' THEN v.dimension = 'class'
                    ELSE v.dimension = c.wanted_dimension AND (
                        v.member = c.wanted_member OR v.member IN (
                            SELECT m.member FROM draft.members AS m
                            WHERE m.dimension = c.wanted_dimension AND m.label_zh = c.wanted_member))
                END
        GROUP BY ALL
    ),
    judged AS (
        SELECT *, CASE WHEN value IS NULL THEN 'undecidable'
                       WHEN (low IS NULL OR value > low OR (value = low AND NOT low_open))
                            AND (high IS NULL OR value < high OR (value = high AND NOT high_open)) THEN 'in'
                       ELSE 'out' END AS part_verdict,
               concat(scope, ' ', coalesce(printf('%g', value), '?'), ' of ',
                   CASE WHEN low IS NULL OR low_open THEN '(' ELSE '[' END, coalesce(printf('%g', low), '-inf'), ', ',
                   coalesce(printf('%g', high), 'inf'), CASE WHEN high IS NULL OR high_open THEN ')' ELSE ']' END
               ) AS part_words,
               row_number() OVER (PARTITION BY claim_id, kpi_id ORDER BY scope <> 'city', scope) AS part
        FROM compared
    )
    SELECT claim_id, kpi_id, arg_min(period, part), string_agg(DISTINCT quote, '; ' ORDER BY quote),
           any_value(low) FILTER (WHERE part = 1) AS low, any_value(high) FILTER (WHERE part = 1) AS high,
           any_value(value) FILTER (WHERE part = 1) AS value,
           CASE WHEN bool_or(part_verdict = 'out') THEN 'out'
                WHEN bool_and(part_verdict = 'in') THEN 'in' ELSE 'undecidable' END AS verdict,
           nullif(concat_ws(' ', any_value(note) FILTER (WHERE part = 1), CASE WHEN count(*) > 1 THEN 'Parts: '
               || string_agg(part_words || ' ' || part_verdict, '; ' ORDER BY part) || '.' END), '') AS note,
           nullif(concat_ws('', any_value(note_zh) FILTER (WHERE part = 1), CASE WHEN count(*) > 1 THEN '各部分：'
               || string_agg(part_words || ' ' || CASE part_verdict WHEN 'in' THEN '符合' WHEN 'out' THEN '不符'
                  ELSE '无法判断' END, '；' ORDER BY part) || '。' END), '') AS note_zh,
           any_value(low_open) FILTER (WHERE part = 1) AS low_open,
           any_value(high_open) FILTER (WHERE part = 1) AS high_open
    FROM judged GROUP BY claim_id, kpi_id ORDER BY claim_id, kpi_id
"""
