"""Registries that are lent to one test after the other, with the application over them.

The database is the test's own, and so are day and chance; everything else is as it was built.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from as_built import AsBuilt, told
from litestar import Litestar
from litestar.routes import HTTPRoute

from registry.app import build_house, create_app
from registry.settings import Settings
from registry.storage.engine import open_database


class Calendar:
    """A clock that stands still until a test moves it."""

    def __init__(self, today: date) -> None:
        self.today = today

    def __call__(self) -> datetime:
        return datetime(self.today.year, self.today.month, self.today.day, 12, tzinfo=UTC)


class CountedBytes:
    """Bytes that look random and are the same in every run; another beginning gives others."""

    def __init__(self, first: int = 0) -> None:
        self.number = first

    def __call__(self, size: int) -> bytes:
        drawn = sha256(str(self.number).encode()).digest()[:size]
        self.number += 1
        return drawn


class Seat:
    """A registry without a database, and the application over it, built when first asked for."""

    def __init__(self, settings: Settings) -> None:
        self.clock, self.draws = Calendar(date.min), CountedBytes()
        self.house = build_house(settings, self.clock, self.draws)
        self.as_built = AsBuilt(self.house)
        self.parts = told(self.house)
        self.app: Litestar | None = None

    def application(self) -> Litestar:
        """The application; one for this test alone where it gave the registry another part."""
        now = told(self.house)
        if any(now[name] is not part for name, part in self.parts.items()):
            return create_app(self.house)
        if self.app is None:
            self.app = create_app(self.house)
            self.as_built.look_at(self.app, *functions_of(self.app))
        return self.app


_IDLE: defaultdict[int, list[Seat]] = defaultdict(list)


@contextmanager
def lent(settings: Settings) -> Iterator[Seat]:
    """A registry that nobody else has meanwhile; with an identity provider it is built anew."""
    idle = _IDLE[settings.approvers] if settings.provider is None else []
    seat = idle.pop() if idle else Seat(settings)
    database = seat.house.database
    vars(database).update(vars(open_database(settings.database_url, database.sealing)))
    yield seat
    seat.as_built.again()
    idle.append(seat)


def functions_of(app: Litestar) -> list[Any]:
    """Whatever answers requests or runs beside: what an application remembers is held by these."""
    routes = [route for route in app.routes if isinstance(route, HTTPRoute)]
    answering = [handler.fn for route in routes for handler in route.route_handlers]
    return [*answering, *app._lifespan_managers]
