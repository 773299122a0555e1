"""Render pages to a static site: Chinese at the root, English under `en/`, assets beside them."""

import shutil
from functools import partial
from pathlib import Path
from typing import Any

import orjson
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dashboards import cells, figures, model
from dashboards.bundle import plotly_bundle
from dashboards.format import MARKS
from dashboards.i18n import LANGUAGES
from dashboards.pages import ABOUT, BUILDERS
from dashboards.pages.context import Context
from dashboards.pages.downloads import WORKBOOKS, workbook
from dashboards.places import PROFILES, Place
from dashboards.release import Release
from dashboards.site import Site

HERE = Path(__file__).parent
# Rows after which a page's table scrolls inside its own box.
LONG_TABLE = 24
# What cite.js says to a reader.
CITE_WORDS = ("link", "copy", "copied", "close", "hint")
KINDS = {
    model.Figure: "figure",
    model.Table: "table",
    model.Sentence: "sentence",
    model.Definition: "definition",
    model.Tiles: "tiles",
}


def render_site(database: Path, site: Path) -> list[Path]:
    """Write the site of the release `database` into the folder `site`; returns the files written.

    Raises duckdb.Error when the database lacks a table, KeyError when a text is missing.
    """
    release = Release.read(Path(database))
    site = Path(site)
    environment = _environment()
    written = _assets(site / "assets", release)
    whole = Site.of(release)
    common = {lang: _common(whole, lang) for lang in LANGUAGES}
    for place in whole.pages:
        path = site / place.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(render_page(environment, whole, place, common[place.lang]), encoding="utf-8")
        written.append(path)
    return written


def render_page(environment: Environment, site: Site, place: Place, common: dict[str, Any]) -> str:
    """One page as HTML."""
    ctx, page = site.context(place), site.pages[place]
    other = Place(next(lang for lang in LANGUAGES if lang != place.lang), place.page, place.folder)
    link = partial(site.link, place)
    release_id = ctx.release.info.get("release_id", "")
    return environment.get_template("page.html").render(
        common,
        ctx=ctx,
        page=page,
        place=place,
        t=ctx.t,
        release=ctx.release,
        root=place.up,
        other=place.to(other),
        link=link,
        areas=_areas(site, place),
        frozen=place.frozen(release_id),
        newest=place.newest(),
        excel=link("files/" + _workbook(place)),
        heading=page.title
        if ctx.is_city
        else ctx.t("area.page_title", title=page.title, name=ctx.t.words["area"]),
        cell=partial(cells.cell, ctx, link),
        number=partial(cells.number, ctx),
        sentence=partial(cells.sentence, ctx, link),
    )


def _common(site: Site, lang: str) -> dict[str, Any]:
    """What all pages of one language share."""
    ctx = site.contexts[lang, ""]
    return {
        "fmt": ctx.fmt,
        "html_lang": "zh-CN" if lang == "zh" else "en",
        "other_lang": "en" if lang == "zh" else "zh-CN",
        "menus": [[one for one in BUILDERS if one not in ABOUT], list(ABOUT)],
        "badges": badges(ctx),
        "marks": MARKS,
        "long_table": LONG_TABLE,
        "kind_of": lambda block: KINDS[type(block)],
        "spark": cells.spark,
        "css_text": cells.css_text,
        "words": orjson.dumps({name: ctx.t(f"cite.{name}") for name in CITE_WORDS}).decode(),
        "plot_json": lambda plot: Markup(figures.serialise(plot)),
    }


def _areas(site: Site, place: Place) -> list[tuple[str, str, bool]]:
    """The city and every district: name, link to the same page there, and whether it is this one."""
    ctx = site.contexts[place.lang, ""]
    return [
        (ctx.district(code or None), site.elsewhere(place, code), code == place.folder)
        for code in ("", *site.areas)
    ]


def _workbook(place: Place) -> str:
    """The workbook that holds the page's tables: the page's own, the district's, or that of everything."""
    if place.folder and place.folder != PROFILES:
        return workbook(place.lang, district=place.folder)
    return workbook(place.lang, place.page if place.page in WORKBOOKS and not place.folder else "")


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


def _assets(folder: Path, release: Release) -> list[Path]:
    """Copy the own style and scripts, plotly's bundle out of its wheel, and say which release this is.

    An old page loads `release.js` of the newest release to learn that there is one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    own = [folder / name for name in ("site.css", "charts.js", "cite.js")]
    for path in own:
        shutil.copyfile(HERE / "static" / path.name, path)
    bundle, newest = folder / "plotly.min.js", folder / "release.js"
    bundle.write_text(plotly_bundle(), encoding="utf-8")
    told = {"id": release.info.get("release_id", ""), "as_of": release.as_of.isoformat()}
    newest.write_text(f"window.newestRelease = {orjson.dumps(told).decode()};\n", encoding="utf-8")
    return [*own, bundle, newest]
