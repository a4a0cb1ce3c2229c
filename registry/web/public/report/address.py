"""Addresses of reports: `/report/2028`, `/report/2028/ES`, and files below them."""

from collections.abc import Sequence

from msgspec import Struct

from registry.snapshot import Snapshot
from registry.views.scope import Scope, countries_of, years_of
from registry.web.public.frame import Asked, Page
from registry.web.public.report.figures import FIGURES, FILES
from registry.web.public.report.page import report_page

PARTS = ("year", "part", "file")
PRINT = "pdf"


class Target(Struct, frozen=True):
    """What an address asks for: `name` is that of a figure, empty for the report itself.

    `ending` is that of a file, empty for a page.
    """

    scope: Scope
    name: str = ""
    ending: str = ""


def target_of(asked: Asked) -> Target | None:
    """What is at an address; None where nothing is."""
    parts = [asked.keys[name] for name in PARTS if name in asked.keys]
    *above, (name, ending) = [*parts[:-1], split(parts[-1])]
    if name in FIGURES and ending in FILES:
        scope = scope_of(asked.snapshot, [str(part) for part in above])
        return Target(scope, name, ending) if scope else None
    if ending not in ("", PRINT):
        return None
    scope = scope_of(asked.snapshot, [*(str(part) for part in above), name])
    return Target(scope, "", ending) if scope else None


def split(part: str) -> tuple[str, str]:
    """The last part of an address, and its ending without the dot."""
    name, _, ending = part.partition(".")
    return name, ending


def scope_of(snapshot: Snapshot, parts: Sequence[str]) -> Scope | None:
    """The year, and the country if there is one; None where there is no report of them."""
    year, *country = parts or [""]
    if not (len(year) == 4 and year.isascii() and year.isdecimal()) or len(country) > 1:
        return None
    if country and country[0] not in countries_of(snapshot):
        return None
    return Scope(int(year), *country) if int(year) in years_of(snapshot) else None


def report_at(asked: Asked) -> Page | None:
    """The page at an address; None where there is none."""
    target = target_of(asked)
    if target is None or target.name or target.ending:
        return None
    return report_page(asked, target.scope)
