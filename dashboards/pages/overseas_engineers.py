"""Overseas engineers: service list, visits, demands, experts, applications, subsidies and their caps."""

from functools import partial

from dashboards import figures
from dashboards.model import Figure, Page, Section, Share, Table
from dashboards.pages import blocks, districts, slices
from dashboards.pages.context import Context
from dashboards.pages.slices import Slice

DEMANDS, EXPERTS = ("BL05", "BL06", "BL11"), ("BL07", "BL08", "BL09", "BL10")
DISTRICT_STOCKS, DISTRICT_SUMS = ("BL01", "BL04"), ("BL02", "BL05", "BL06", "BL08")
COVERAGE = (
    Slice("BL01"),
    Slice("BL04"),
    Slice("BL04", field="numerator", label="engineers.visited"),
    Slice("BL04", field="denominator", label="engineers.listed"),
)
MET = (
    Slice("BL05"),
    Slice("BL06"),
    Slice("BL11"),
    Slice("BL11", field="numerator", label="engineers.met"),
    Slice("BL11", field="denominator", label="engineers.ripe"),
)
STEPS = tuple(
    Slice("BL12", "step", member) for member in ("demand", "introduction", "negotiation", "contract")
)
LOOSE = Slice("BL12", "step", "introduction_without_demand")
APPLICANTS = (
    Slice("BL13"),
    Slice("BL15", field="numerator", label="engineers.pooled"),
    Slice("BL15"),
)
SALARY = (
    Slice("BL16", label="engineers.both_levels"),
    *(Slice("BL16", "level", member) for member in ("市级", "区级")),
    Slice("BL16", field="numerator", label="engineers.salary_paid"),
    Slice("BL16", field="denominator", label="engineers.salary_basis"),
)
PARITY = (
    Slice("BL17"),
    Slice("BL17", field="numerator", label="engineers.parity_same"),
    Slice("BL17", field="denominator", label="engineers.parity_all"),
)
PERMITS = (
    Slice("BL19"),
    Slice("BL19", field="numerator", label="engineers.together"),
    Slice("BL19", field="denominator", label="engineers.both_permits"),
)
CAPS = tuple(Slice("BL18", "cap", member) for member in ("person_year", "project", "child_year"))


def build(ctx: Context) -> Page:
    """The overseas engineers page."""
    to_date = partial(blocks.as_of_card, kind="to_date")
    cards = [blocks.as_of_card(ctx, "BL01"), blocks.as_of_card(ctx, "BL04")]
    cards += [to_date(ctx, kpi) for kpi in ("BL05", "BL06", "BL07", "BL09")]
    cards += [blocks.year_card(ctx, "BL13"), blocks.as_of_card(ctx, "BL14")]
    sections = (
        blocks.section(
            ctx,
            "visits",
            "engineers.visits",
            ("BL01", "BL02", "BL04"),
            slices.table(ctx, "engineers-list", "engineers.caption_list", "as_of", COVERAGE),
            blocks.period_table(ctx, "engineers-visits", ("BL02",), "to_date"),
        ),
        blocks.section(
            ctx,
            "demands",
            "engineers.demands",
            DEMANDS,
            slices.table(
                ctx, "engineers-demands", "engineers.caption_demands", "to_date", MET, ("engineers.note_met",)
            ),
        ),
        blocks.section(ctx, "funnel", "engineers.funnel", ("BL12",), _funnel(ctx)),
        blocks.section(
            ctx,
            "experts",
            "engineers.experts",
            EXPERTS,
            slices.table(
                ctx,
                "engineers-experts",
                "engineers.caption_experts",
                "to_date",
                [Slice(kpi) for kpi in EXPERTS],
                ("engineers.note_experts",),
            ),
        ),
        _applications(ctx),
        blocks.section(
            ctx,
            "salary",
            "engineers.salary",
            ("BL16", "BL17"),
            _limit(ctx),
            _salary(ctx),
            slices.table(ctx, "engineers-parity", "engineers.caption_parity", "calendar_year", PARITY),
        ),
        blocks.section(ctx, "caps", "engineers.caps", ("BL18",), _caps(ctx)),
        blocks.section(
            ctx,
            "permits",
            "engineers.permits",
            ("BL19",),
            *(
                slices.table(
                    ctx, f"engineers-permits-{kind}", "engineers.caption_permits", kind, PERMITS, notes
                )
                for kind, notes in (("calendar_year", ()), ("month", ("engineers.note_permits",)))
            ),
        ),
        blocks.section(ctx, "districts", "engineers.districts", (), _districts(ctx)),
    )
    return Page(
        "overseas-engineers",
        ctx.t("page.overseas-engineers"),
        ctx.t("engineers.lead"),
        sections,
        tuple(cards),
    )


def _funnel(ctx: Context) -> Figure | Table | None:
    """Demands only: experts are other units, and introductions without a demand stand in the table."""
    below = slices.table(
        ctx,
        "engineers-steps",
        "engineers.caption_steps",
        "cohort",
        (*STEPS, LOOSE),
        ("engineers.note_steps",),
    )
    return slices.chart(
        ctx,
        "engineers-funnel",
        "engineers.funnel_what",
        "cohort",
        STEPS,
        below,
        told=0,
        grain="calendar_year",
    )


def _applications(ctx: Context) -> Section:
    below = slices.table(
        ctx, "engineers-applicants-table", "engineers.caption_applicants", "calendar_year", APPLICANTS
    )
    return blocks.section(
        ctx,
        "applications",
        "engineers.applications",
        ("BL13", "BL14", "BL15"),
        slices.chart(
            ctx,
            "engineers-applicants",
            "engineers.applicants_what",
            "calendar_year",
            APPLICANTS[:1],
            below,
        ),
        blocks.period_table(ctx, "engineers-pool", ("BL14",), "as_of"),
    )


def _limit(ctx: Context) -> object:
    """The cap as published; the claims hold it as data."""
    limit = ctx.release.limit("BL16")
    return None if limit is None else ctx.sentence("engineers.limit", share=Share(limit))


def _salary(ctx: Context) -> Figure | Table | None:
    below = slices.table(
        ctx,
        "engineers-salary-table",
        "engineers.caption_salary",
        "calendar_year",
        SALARY,
        ("engineers.note_salary",),
    )
    limit = ctx.release.limit("BL16")
    line = None
    if limit is not None:
        line = figures.Limit(limit * 100, ctx.t("engineers.limit_line", share=ctx.fmt.percent(limit)))
    return slices.chart(
        ctx,
        "engineers-salary",
        "engineers.salary_what",
        "calendar_year",
        SALARY[:3],
        below,
        told=0,
        draw=partial(figures.bars, limit=line),
    )


def _caps(ctx: Context) -> Table:
    return slices.table(
        ctx,
        "engineers-caps",
        "engineers.caption_caps",
        "calendar_year",
        (Slice("BL18", label="engineers.all_caps"), *CAPS),
        ("engineers.note_caps",),
    )


def _districts(ctx: Context) -> Table:
    headlines = districts.of_days(ctx, DISTRICT_STOCKS)
    headlines += districts.of_days(ctx, DISTRICT_SUMS, "to_date")
    return districts.table(ctx, "engineers-by-district", headlines)
