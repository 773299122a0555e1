"""The pages of the site, each a function from a context to a Page."""

from collections.abc import Callable

from dashboards.model import Page
from dashboards.pages import (
    claims,
    cooperation,
    data_status,
    definitions,
    docking_events,
    downloads,
    messenger,
    online_college,
    overseas_engineers,
    overview,
    schools,
    targets,
    training,
)
from dashboards.pages.context import Context

BUILDERS: dict[str, Callable[[Context], Page]] = {
    "overview": overview.build,
    "messenger": messenger.build,
    "schools": schools.build,
    "training": training.build,
    "online-college": online_college.build,
    "docking-events": docking_events.build,
    "overseas-engineers": overseas_engineers.build,
    "cooperation": cooperation.build,
    "targets": targets.build,
    "claims": claims.build,
    "data-status": data_status.build,
    "definitions": definitions.build,
    "downloads": downloads.build,
}

# The pages whose tables hold KPI numbers: each of their tables is a sheet of the workbook.
KPI_PAGES = tuple(page for page in BUILDERS if page not in ("data-status", "definitions", "downloads"))

# The pages about the data itself, apart from the others in the navigation.
ABOUT = ("claims", "data-status", "definitions", "downloads")
