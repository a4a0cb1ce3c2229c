"""A browser for each file of tests, and the site over the example snapshot.

Not one for all: while it is open, its event loop runs, and no other test may start one.
"""

from collections.abc import Callable, Iterator

import pytest
from browsing import Reader, chromium
from litestar import Litestar
from litestar.testing import TestClient
from playwright.sync_api import Browser

from registry.language import ENGLISH, Language
from registry.public_app import create_public_app, shown_operations
from registry.shelf import Shelf
from registry.snapshot import FrozenSnapshot
from registry.web.public.drawn import Drawn
from registry.web.public.handlers import Around, public_pages
from registry.web.public.headers import security_headers
from tests.views.example import frozen
from tests.web.pseudo import PSEUDO

Client = TestClient[Litestar]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    yield from chromium()


@pytest.fixture(scope="module")
def site() -> Iterator[Client]:
    """The public side over the example snapshot."""
    with TestClient(create_public_app(Shelf(frozen()), lambda: "error-1")) as client:
        yield client


@pytest.fixture(scope="module")
def pseudo_site() -> Iterator[Client]:
    """The same pages in English and in a language that only tests have."""
    with TestClient(in_languages(ENGLISH, PSEUDO)) as client:
        yield client


def in_languages(*languages: Language, read: Callable[[], FrozenSnapshot] = frozen) -> Litestar:
    """The pages in these languages, over the example snapshot or another."""
    return Litestar(
        route_handlers=public_pages(read, shown_operations(), Drawn(), Around(languages=languages)),
        openapi_config=None,
        before_send=[security_headers],
    )


@pytest.fixture(scope="module")
def reader(browser: Browser, site: Client) -> Iterator[Reader]:
    """A reader with scripts."""
    opened = Reader(browser, site)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def plain(browser: Browser, site: Client) -> Iterator[Reader]:
    """A reader without scripts."""
    opened = Reader(browser, site, scripts=False)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def stretched(browser: Browser, pseudo_site: Client) -> Iterator[Reader]:
    """A reader without scripts of the language that only tests have."""
    opened = Reader(browser, pseudo_site, scripts=False)
    yield opened
    opened.close()
