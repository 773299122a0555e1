"""Render pages to a static site: Chinese at the root, English under `en/`, assets beside them."""

import shutil
from functools import partial
from importlib.resources import files as package_files
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dashboards import cells, figures, model
from dashboards.format import MARKS
from dashboards.i18n import LANGUAGES
from dashboards.pages import ABOUT, BUILDERS
from dashboards.pages.context import Context
from dashboards.release import Release

HERE = Path(__file__).parent
# Rows after which a page's table scrolls inside its own box.
LONG_TABLE = 24
KINDS = {
    model.Figure: "figure",
    model.Table: "table",
    model.Sentence: "sentence",
    model.Definition: "definition",
}


def render_site(database: Path, site: Path) -> list[Path]:
    """Write the site of the release `database` into the folder `site`; returns the files written.

    Raises duckdb.Error when the database lacks a table, KeyError when a text is missing.
    """
    release = Release.read(Path(database))
    site = Path(site)
    environment = _environment()
    written = _assets(site / "assets")
    for lang in LANGUAGES:
        ctx = Context(release, lang)
        for page_id, build in BUILDERS.items():
            path = page_path(site, lang, page_id)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(render_page(environment, ctx, build(ctx)), encoding="utf-8")
            written.append(path)
    return written


def page_name(page_id: str) -> str:
    """A page's file name."""
    return "index.html" if page_id == "overview" else page_id + ".html"


def page_path(site: Path, lang: str, page_id: str) -> Path:
    """Where a page lies in the site."""
    return (site if lang == "zh" else site / lang) / page_name(page_id)


def render_page(environment: Environment, ctx: Context, page: model.Page) -> str:
    """One page as HTML."""
    root = "" if ctx.lang == "zh" else "../"
    other = "en/" if ctx.lang == "zh" else "../"
    return environment.get_template("page.html").render(
        ctx=ctx,
        page=page,
        t=ctx.t,
        fmt=ctx.fmt,
        release=ctx.release,
        root=root,
        other=other + page_name(page.id),
        html_lang="zh-CN" if ctx.lang == "zh" else "en",
        other_lang="en" if ctx.lang == "zh" else "zh-CN",
        menus=[[one for one in BUILDERS if one not in ABOUT], list(ABOUT)],
        page_name=page_name,
        badges=badges(ctx),
        marks=MARKS,
        long_table=LONG_TABLE,
        kind_of=lambda block: KINDS[type(block)],
        cell=partial(cells.cell, ctx),
        number=partial(cells.number, ctx),
        sentence=partial(cells.sentence, ctx),
        plot_json=lambda plot: Markup(figures.serialise(plot)),
    )


def badges(ctx: Context) -> list[model.Badge]:
    """What every page says about the data's quality, in words."""
    failed = ctx.release.failed_checks()
    counts = {
        "never": len(ctx.release.feeds_with("never")),
        "late": len(ctx.release.feeds_with("late")),
        "error": sum(row["severity"] == "error" for row in failed),
        "warning": sum(row["severity"] == "warning" for row in failed),
    }
    found = [
        model.Badge(ctx.t(f"badge.{name}", count=count), "bad" if name == "error" else "warn")
        for name, count in counts.items()
        if count
    ]
    return found or [model.Badge(ctx.t("badge.good"), "good")]


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _assets(folder: Path) -> list[Path]:
    """Copy the own style and script, and plotly's bundle out of its wheel."""
    folder.mkdir(parents=True, exist_ok=True)
    written = [folder / "site.css", folder / "charts.js", folder / "plotly.min.js"]
    for path in written[:2]:
        shutil.copyfile(HERE / "static" / path.name, path)
    written[2].write_bytes((package_files("plotly") / "package_data" / "plotly.min.js").read_bytes())
    return written
