"""Every page of the site as data: the city's, each district's and the profiles, in both languages."""

from dataclasses import dataclass, field
from functools import cached_property

from dashboards.i18n import LANGUAGES
from dashboards.model import Page
from dashboards.pages import BUILDERS, BY_DISTRICT, profiles
from dashboards.pages.area import trim
from dashboards.pages.context import Context
from dashboards.places import PROFILES, Place
from dashboards.release import Release


@dataclass
class Site:
    """The pages of one release by their place, and who links to whom."""

    release: Release
    pages: dict[Place, Page] = field(default_factory=dict)
    contexts: dict[tuple[str, str], Context] = field(default_factory=dict)

    @classmethod
    def of(cls, release: Release) -> "Site":
        """Build every page of the release."""
        site = cls(release)
        districts = {code: release.of_district(code) for code in release.areas}
        for lang in LANGUAGES:
            city = site.contexts[lang, ""] = Context(release, lang)
            site.pages |= {Place(lang, name): build(city) for name, build in BUILDERS.items()}
            for profile in profiles.pages(city):
                site.pages[Place(lang, profile.id, PROFILES)] = profile
            for code, view in districts.items():
                ctx = site.contexts[lang, code] = Context(view, lang)
                for name in BY_DISTRICT:
                    page = trim(BUILDERS[name](ctx))
                    if page is not None:
                        site.pages[Place(lang, name, code)] = page
        return site

    def context(self, place: Place) -> Context:
        """The context a page was built in; a profile's is the city's."""
        return self.contexts[place.lang, "" if place.folder == PROFILES else place.folder]

    @cached_property
    def areas(self) -> list[str]:
        """The districts with pages of their own."""
        folders = {place.folder for place in self.pages}
        return [code for code in self.release.areas if code in folders]

    def link(self, place: Place, href: str) -> str:
        """A builder's link as it stands on a page: to the page of the same area if there is one, else the city's."""
        target, hash_mark, anchor = href.partition("#")
        if not target:
            return href
        if target.startswith("release/"):
            return place.frozen(target.removeprefix("release/"))
        if target.startswith("files/"):
            return f"{place.up}../{target}"
        folder, _, name = target.removesuffix(".html").rpartition("/")
        same = Place(place.lang, name, folder or place.folder)
        found = same if same in self.pages else Place(place.lang, name)
        return place.to(found) + hash_mark + anchor

    def elsewhere(self, place: Place, folder: str) -> str:
        """The link to the same page of another area, or to that area's overview."""
        same = Place(place.lang, place.page, folder)
        return place.to(same if same in self.pages else Place(place.lang, "overview", folder))
