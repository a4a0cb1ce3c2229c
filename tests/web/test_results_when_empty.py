"""Pages of results before anybody has registered anything: they stand, and say so."""

import pytest
from msgspec import structs

from registry.snapshot import Directory, freeze
from registry.web.public.drawn import Drawn
from registry.web.public.frame import Asked
from registry.web.public.handlers import plan_of
from registry.web.public.results.feeds import releases_atom, releases_ics
from registry.web.public.site import PAGES
from tests.views.example import SNAPSHOT

EMPTY = freeze(
    structs.replace(
        SNAPSHOT,
        directory=Directory(),
        programmes=(),
        groups=(),
        bundles=(),
        endpoint_results=(),
        safety_notices=(),
        pooled_costs=(),
        key_requests=(),
    )
)
SAID = {
    "/products": "0 of 0 products",
    "/failures": "None so far.",
    "/releases": "No programme is registered yet.",
}


@pytest.mark.anyio
@pytest.mark.parametrize("path", SAID)
async def test_an_empty_registry_has_its_pages(path: str) -> None:
    page = next(page for page in PAGES if page.path == path)
    shown = await Drawn().page(Asked(EMPTY, path), plan_of(page))
    assert SAID[path] in shown.decode()


def test_an_empty_registry_has_its_feed_and_its_next_release() -> None:
    asked = Asked(EMPTY, "/", home="https://one.example")
    assert b"<entry>" not in releases_atom(asked)
    assert releases_ics(asked).count(b"BEGIN:VEVENT") == 1
