"""Where a page lies in the site, and how one place links to another.

Links are relative, so that the same bytes work in a browser from a file, from a server, and under the address of
one release: `releases/<release_id>/site/…` as files, `/<release_id>/site/…` as served.
"""

import posixpath
from dataclasses import dataclass

# Folders of a site that hold no district's pages.
PROFILES = "profile"


@dataclass(frozen=True)
class Place:
    """One page: language, page id, and its folder: empty for the city, a district's code, or `profile`."""

    lang: str
    page: str
    folder: str = ""

    @property
    def path(self) -> str:
        """The path inside the site: Chinese at the root, English under `en/`."""
        name = "index.html" if self.page == "overview" else self.page + ".html"
        return posixpath.join("" if self.lang == "zh" else self.lang, self.folder, name)

    @property
    def up(self) -> str:
        """The way from the page's folder to the site's root."""
        return "../" * self.path.count("/")

    def to(self, other: "Place") -> str:
        """The relative link to another page."""
        return posixpath.relpath(other.path, posixpath.dirname(self.path) or ".")

    def frozen(self, release_id: str) -> str:
        """The link to this page in the release that never changes."""
        return f"{self.up}../../{release_id}/site/{self.path}"

    def newest(self) -> str:
        """The link to this page in the release that readers have now."""
        return f"{self.up}../../current/site/{self.path}"
