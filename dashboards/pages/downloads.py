"""Downloads: the release's files and what is in them."""

from dashboards.i18n import LANGUAGES
from dashboards.model import Column, Link, Page, Section, Sentence, Table
from dashboards.pages.context import Context
from dashboards.release import KpiValue, Release

# File name in the release's `files` folder → key of its content's text; the suffix is the key of its format.
FILES = {
    "cooperation_zh.xlsx": "workbook_zh",
    "cooperation_en.xlsx": "workbook_en",
    "kpi_values.csv": "values",
    "kpi_values.parquet": "values",
    "kpi_catalogue.csv": "catalogue",
    "claim_results.csv": "claims",
    "districts.csv": "districts",
    "members.csv": "members",
    "revisions.csv": "revisions",
    "feed_status.csv": "feed_status",
    "provider_scorecards.csv": "scorecards",
    "quarantine_summary.csv": "quarantine",
    "organisation_matches.csv": "organisation_matches",
    "unmatched_organisations.csv": "unmatched_organisations",
    "check_results.csv": "checks",
    "dictionary.csv": "dictionary",
}
# The pages with a workbook of their own.
WORKBOOKS = (
    "overview",
    "messenger",
    "schools",
    "training",
    "online-college",
    "docking-events",
    "overseas-engineers",
    "cooperation",
    "targets",
    "compare",
    "claims",
    "data-status",
    "revisions",
)


def workbook(lang: str, page: str = "", district: str = "") -> str:
    """The name of a workbook: of everything, of one page of the city, or of all pages of one district."""
    stem = f"page_{page}" if page else f"district_{district}" if district else "cooperation"
    return f"{stem}_{lang}.xlsx"


def files_of(release: Release) -> set[str]:
    """The name of every file of a release's `files` folder."""
    named = {workbook(lang, page) for lang in LANGUAGES for page in WORKBOOKS}
    named |= {workbook(lang, district=code) for lang in LANGUAGES for code in release.areas}
    return named | set(FILES)


def build(ctx: Context) -> Page:
    """The downloads page; links lead to the release's `files` folder beside `site`."""
    rows = tuple(
        (Link(name, "files/" + name), ctx.t("file." + name.rsplit(".", 1)[1]), ctx.t("file." + key))
        for name, key in FILES.items()
    )
    columns = (Column(ctx.t("column.file")), Column(ctx.t("column.format")), Column(ctx.t("column.contents")))
    table = Table("downloads-files", ctx.t("caption.files"), columns, rows, notes=(ctx.t("note.csv"),))
    info = ctx.release.info
    cite = ctx.t(
        "downloads.cite_text",
        title=ctx.t("site.title", city=ctx.city),
        release=info.get("release_id", ""),
        as_of=ctx.fmt.day(ctx.release.as_of),
    )
    told = (cite, ctx.t("downloads.cite_link"), ctx.t("downloads.ask"))
    sections = (
        Section("files", ctx.t("downloads.files"), (table,)),
        Section("workbooks", ctx.t("downloads.workbooks"), (_workbooks(ctx),)),
        Section("columns", ctx.t("downloads.columns"), (_columns(ctx),)),
        Section("cite", ctx.t("downloads.cite"), tuple(Sentence((text,)) for text in told)),
    )
    return Page("downloads", ctx.t("page.downloads"), ctx.t("downloads.lead"), sections)


def _workbooks(ctx: Context) -> Table:
    """A workbook per page of the city and per district."""
    named = [(ctx.t(f"page.{page}"), workbook(ctx.lang, page)) for page in WORKBOOKS]
    named += [(ctx.district(code), workbook(ctx.lang, district=code)) for code in ctx.release.areas]
    rows = tuple((title, Link(name, "files/" + name)) for title, name in named)
    columns = (Column(ctx.t("column.contents")), Column(ctx.t("column.file")))
    return Table("downloads-workbooks", ctx.t("caption.workbooks"), columns, rows)


def _columns(ctx: Context) -> Table:
    """The columns of kpi_values in the words of the release's own dictionary, in the table's order."""
    words = {
        row["column_name"]: ctx.local(row, "description")
        for row in ctx.release.tables["dictionary"]
        if row["table_name"] == "kpi_values" and row["column_name"]
    }
    rows = tuple((name, words.get(name, "")) for name in KpiValue.__dataclass_fields__)
    columns = (Column(ctx.t("column.column")), Column(ctx.t("column.contents")))
    return Table("downloads-columns", ctx.t("caption.columns"), columns, rows)
