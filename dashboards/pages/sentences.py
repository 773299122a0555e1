"""Findings: sentences computed from published rows; what is not published is never worked out here."""

from dashboards.format import is_percent
from dashboards.model import Number, Part, Sentence
from dashboards.pages.context import Context
from dashboards.release import KpiValue


def missing(ctx: Context, kpis: tuple[str, ...]) -> list[Sentence]:
    """One sentence per KPI for which nothing was delivered, or that the release does not compute."""
    found: list[Sentence] = []
    for kpi in kpis if ctx.is_city else ():
        name = ctx.kpi_name(kpi)
        if not ctx.available(kpi):
            absent = Number(ctx.release.unavailable(kpi))
            found.append(ctx.sentence("finding.no_data", "warn", kpi=name, number=absent))
        elif kpi not in ctx.release.kpis:
            found.append(ctx.sentence("finding.not_computed", "warn", kpi=name))
    return found


def undated(ctx: Context, kpis: tuple[str, ...]) -> list[Sentence]:
    """One sentence per kind of period: the facts of each KPI whose date is too coarse for it."""
    by_kind: dict[str, list[tuple[Part, ...]]] = {}
    for kpi in kpis:
        for row in ctx.release.undated(kpi):
            if row.status == "suppressed" or row.value:
                item = ctx.t.parts("finding.undated_item", kpi=ctx.kpi_name(kpi), number=_number(row))
                by_kind.setdefault(row.period_kind, []).append(item)
    return [_undated(ctx, kind, items) for kind, items in by_kind.items()]


def _undated(ctx: Context, kind: str, items: list[tuple[Part, ...]]) -> Sentence:
    parts = [*ctx.t.parts("finding.undated", kind=ctx.t.get(f"kind.{kind}", kind))]
    for place, item in enumerate(items):
        parts += [ctx.t("list_semicolon"), *item] if place else item
    return Sentence((*parts, ctx.t("sentence_end")))


def peak(ctx: Context, rows: list[KpiValue], name: str = "") -> Sentence | None:
    """Where a series is highest, and where it stands now; `name` where the KPI's own says too little."""
    known = [row for row in rows if row.status == "ok" and row.value is not None]
    if not rows:
        return None
    name = name or ctx.kpi_name(rows[0].kpi_id)
    if not known:
        return ctx.sentence("finding.not_published", kpi=name)
    top = max(known, key=lambda row: row.value or 0)
    if not top.value:
        return ctx.sentence(
            "finding.all_zero", kpi=name, first=ctx.period(rows[0]), last=ctx.period(rows[-1])
        )
    if len(known) == 1:
        return ctx.sentence("finding.only", kpi=name, period=ctx.period(top), number=_number(top))
    if top is known[-1]:
        told = ctx.sentence("finding.peak_now", kpi=name, period=ctx.period(top), number=_number(top))
        return of_published(ctx, told, rows)
    told = ctx.sentence(
        "finding.peak",
        kpi=name,
        period=ctx.period(top),
        number=_number(top),
        last_period=ctx.period(known[-1]),
        last=_number(known[-1]),
    )
    return of_published(ctx, told, rows)


def of_published(ctx: Context, told: Sentence, rows: list[KpiValue]) -> Sentence:
    """Where some numbers are withheld, "highest" is said of the published ones only: a withheld one may be higher."""
    if all(row.status != "suppressed" for row in rows):
        return told
    return Sentence((ctx.t("finding.of_published"), *told.parts), told.tone)


def highest_member(ctx: Context, kpi: str, labelled: list[tuple[str, KpiValue]]) -> Sentence | None:
    """Which of several named rows (districts, members, enterprises) is highest."""
    known = [(label, row) for label, row in labelled if row.status == "ok" and row.value]
    if not known:
        return None
    label, top = max(known, key=lambda pair: pair[1].value or 0)
    told = ctx.sentence(
        "finding.highest", kpi=ctx.kpi_name(kpi), period=ctx.period(top), label=label, number=_number(top)
    )
    return of_published(ctx, told, [row for _, row in labelled])


def change(ctx: Context, row: KpiValue) -> Sentence:
    """Change on the year in words; a dash where there is no comparable base."""
    before = ctx.year_before(row)
    whole = latest_whole(ctx, row)
    if whole is not None:
        return whole
    if ctx.is_running(row):
        if before is None:
            return ctx.sentence("change.running_no_base")
        return ctx.sentence("change.running", period=ctx.period(before), number=_number(before))
    if before is None:
        return ctx.sentence("change.no_base")
    if row.status != "ok" or before.status != "ok" or row.value is None or before.value is None:
        return ctx.sentence("change.not_comparable")
    if before.value == 0:
        return ctx.sentence("change.zero_base", period=ctx.period(before), number=_number(before))
    return _difference(ctx, row, before)


def latest_whole(ctx: Context, row: KpiValue) -> Sentence | None:
    """For a running year: the newest whole quarter (or month) against the same one a year before."""
    if not ctx.is_running(row):
        return None
    for kind in ("quarter", "month"):
        found = ctx.release.slice(row.kpi_id, kind, row.district_code, row.dimension, row.member)
        rows = [one for one in found if not ctx.is_running(one)]
        newest = rows[-1] if rows else None
        if newest is None or newest.period_end is None or row.period_start is None:
            continue
        before = ctx.year_before(newest)
        if newest.period_end < row.period_start or before is None or not newest.value or not before.value:
            continue
        told = ctx.t.parts("change.whole", period=ctx.period(newest), number=_number(newest))
        return Sentence(told + _difference(ctx, newest, before).parts)
    return None


def _difference(ctx: Context, row: KpiValue, before: KpiValue) -> Sentence:
    assert row.value is not None and before.value is not None
    delta = row.value - before.value
    if delta == 0:
        return ctx.sentence("change.same", period=ctx.period(before), number=_number(before))
    key = "change.up" if delta > 0 else "change.down"
    if is_percent(row.unit):
        return ctx.sentence(
            key + "_points",
            points=ctx.fmt.number(abs(delta) * 100, 1),
            period=ctx.period(before),
            number=_number(before),
        )
    rate = ("+" if delta > 0 else "−") + ctx.fmt.percent(abs(delta) / before.value)
    return ctx.sentence(
        key,
        amount=ctx.fmt.in_unit(abs(delta), row.unit),
        rate=rate,
        period=ctx.period(before),
        number=_number(before),
    )


def since_then(ctx: Context, row: KpiValue) -> Sentence | None:
    """Says so when the periods after the headline period are all a true zero."""
    later = [
        other
        for other in ctx.release.slice(row.kpi_id, row.period_kind)
        if row.period_start and other.period_start and other.period_start > row.period_start
    ]
    if not later or any(other.status != "ok" or other.value != 0 for other in later):
        return None
    first = later[0]
    first_words = ctx.fmt.period(first.period_kind, first.period_start, first.period_end)
    if len(later) == 1:
        return ctx.sentence("finding.since_one", period=ctx.period(first), number=Number(first))
    return ctx.sentence(
        "finding.since", first=first_words, last=ctx.period(later[-1]), number=Number(later[-1])
    )


def _number(row: KpiValue) -> Number:
    return Number(row, with_unit=True)
