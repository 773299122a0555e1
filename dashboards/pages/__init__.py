"""The pages of the site, each a function from a context to a Page."""

from collections.abc import Callable

from dashboards.model import Page
from dashboards.pages import data_status, definitions, downloads, online_college, overview, training
from dashboards.pages.context import Context

BUILDERS: dict[str, Callable[[Context], Page]] = {
    "overview": overview.build,
    "training": training.build,
    "online-college": online_college.build,
    "data-status": data_status.build,
    "definitions": definitions.build,
    "downloads": downloads.build,
}

# The pages whose tables hold KPI numbers: each of their tables is a sheet of the workbook.
KPI_PAGES = ("overview", "training", "online-college")
