"""Addresses of reports: `/report/2028`, `/report/2028/ES`, and what stands below them.

Below the report of a country stands the version for its authority, `/report/2028/ES/authority`.
"""

from collections.abc import Sequence

from msgspec import Struct

from registry.snapshot import Snapshot
from registry.views.extent import Extent, countries_of, years_of
from registry.web.public.frame import Asked, Page
from registry.web.public.report.authority import authority_page
from registry.web.public.report.authority_tables import AUTHORITY
from registry.web.public.report.figures import FIGURES, FILES
from registry.web.public.report.page import report_page

PARTS = ("year", "part", "file")
PRINT = "pdf"


class Target(Struct, frozen=True):
    """What an address asks for: `name` is that of a figure or of the version for authorities,
    empty for the report itself. `ending` is that of a file, empty for a page.
    """

    extent: Extent
    name: str = ""
    ending: str = ""


def target_of(asked: Asked) -> Target | None:
    """What is at an address; None where nothing is."""
    *above, last = [asked.keys[name] for name in PARTS if name in asked.keys]
    name, ending = split(last)
    if name in FIGURES and ending in FILES:
        extent = extent_of(asked.snapshot, above)
        return Target(extent, name, ending) if extent else None
    if name == AUTHORITY and ending in ("", PRINT, *FILES):
        extent = extent_of(asked.snapshot, above)
        return Target(extent, name, ending) if extent and extent.country else None
    extent = extent_of(asked.snapshot, [*above, name]) if ending in ("", PRINT) else None
    return Target(extent, "", ending) if extent else None


def split(part: str) -> tuple[str, str]:
    """The last part of an address, and its ending without the dot."""
    name, _, ending = part.partition(".")
    return name, ending


def extent_of(snapshot: Snapshot, parts: Sequence[str]) -> Extent | None:
    """The year, and the country if there is one; None where there is no report of them."""
    year, *country = parts or [""]
    if not (len(year) == 4 and year.isascii() and year.isdecimal()) or len(country) > 1:
        return None
    if country and country[0] not in countries_of(snapshot):
        return None
    return Extent(int(year), *country) if int(year) in years_of(snapshot) else None


def report_at(asked: Asked) -> Page | None:
    """The page at an address; None where there is none."""
    target = target_of(asked)
    if target is None or target.ending:
        return None
    return page_of(asked, target)


def page_of(asked: Asked, target: Target) -> Page:
    """What a report says, as a page or in print."""
    make = authority_page if target.name == AUTHORITY else report_page
    return make(asked, target.extent)
