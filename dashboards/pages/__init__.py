"""The pages of the site, each a function from a context to a Page."""

from collections.abc import Callable

from dashboards.model import Page
from dashboards.pages import (
    claims,
    compare,
    cooperation,
    data_status,
    definitions,
    docking_events,
    downloads,
    messenger,
    online_college,
    overseas_engineers,
    overview,
    profiles,
    revisions,
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
    "compare": compare.build,
    "profiles": profiles.build,
    "claims": claims.build,
    "data-status": data_status.build,
    "revisions": revisions.build,
    "definitions": definitions.build,
    "downloads": downloads.build,
}

# The pages about the data itself, apart from the others in the navigation.
ABOUT = ("claims", "data-status", "revisions", "definitions", "downloads")

# The pages that each district has of its own, where the release has rows for it.
BY_DISTRICT = (
    "overview",
    "messenger",
    "schools",
    "training",
    "online-college",
    "docking-events",
    "overseas-engineers",
)
