"""One application with two toy surfaces: an open one that reads, a guarded one that also writes."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from itertools import count
from typing import Any, NamedTuple

import pytest
import strawberry
import structlog
from litestar import Litestar
from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler
from litestar.testing import TestClient
from msgspec import structs

from registry_graphql.errors import Refused
from registry_graphql.limits import Limits, RegistrySchema
from registry_graphql.over_http import AnyRequest
from registry_graphql.scalars import SCALARS, Long, Month
from registry_graphql.surface import make_surface

CANARY = "PATIENT-XYZ-0001"
JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
BOTH_TYPES = pytest.mark.parametrize("accept", [JSON, GRAPHQL_JSON])
BODY_LIMIT = 4_000
PUBLIC, SPONSOR = "/graphql", "/sponsor/graphql"
KEY = {"authorization": "Bearer good"}
LIMITS = Limits(
    characters=3_000, tokens=400, depth=4, aliases=3, directives=3, fragments=5, list_length=20,
    values=40,
)  # fmt: skip


@strawberry.enum
class AgeBand(StrEnum):
    CHILD = "child"
    ADULT = "adult"


@strawberry.input
class EpisodeInput:
    pseudonym: str
    age_band: AgeBand
    accepted: date | None = None
    count: int = 0


@strawberry.input
class BatchInput:
    episodes: list[EpisodeInput]
    month: Month | None = None
    cost: Long | None = None


@strawberry.type
class Centre:
    name: str

    @strawberry.field
    def near(self) -> "Centre":
        return self


@strawberry.type
class Query:
    @strawberry.field
    def hello(self) -> str:
        return "world"

    @strawberry.field
    def centre(self) -> Centre:
        return Centre(name="Hospital Clínic")

    @strawberry.field
    def echo(self, text: str) -> str:
        return text

    @strawberry.field
    def echo_all(self, texts: list[str]) -> list[str]:
        return texts

    @strawberry.field
    def first(self, number: int) -> int | None:
        if number > 100:
            raise Refused("ask for at most 100")
        return number

    @strawberry.field
    def broken(self, text: str = CANARY) -> str | None:
        raise LookupError(text)

    @strawberry.field
    def broken_at_the_root(self) -> str:
        raise LookupError(f"no patient {CANARY}")

    @strawberry.field
    def wrong_type(self) -> int | None:
        return CANARY  # type: ignore[return-value]

    @strawberry.field
    def seen_by(self, info: strawberry.Info[dict[str, Any], None]) -> str:
        return str(info.context["seen_by"])


@strawberry.type
class Mutation:
    @strawberry.mutation
    def submit(self, batch: BatchInput) -> int:
        return len(batch.episodes)


def needs_key(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    key = connection.headers.get("authorization", "")
    if not key:
        raise NotAuthorizedException(detail="send a key")
    if key != KEY["authorization"]:
        raise PermissionDeniedException(detail="this key may not do that")


async def seen_by(request: AnyRequest) -> dict[str, object]:
    if request.headers.get("x-break"):
        raise KeyError(request.headers["x-break"])
    return {"seen_by": request.url.path}


def error_ids() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"error-{next(numbers)}"


def public_schema(**options: Any) -> RegistrySchema:
    return RegistrySchema(Query, scalars=SCALARS, limits=LIMITS, **options)


def sponsor_schema() -> RegistrySchema:
    limits = structs.replace(LIMITS, values=None)
    return RegistrySchema(Query, Mutation, scalars=SCALARS, limits=limits)


def two_surfaces(public: RegistrySchema, sponsor: RegistrySchema, **options: Any) -> Litestar:
    """Both surfaces in one application, as the registry has them."""
    shared: dict[str, Any] = {
        "context_getter": seen_by,
        "new_error_id": error_ids(),
        "body_limit": BODY_LIMIT,
    }
    reading = make_surface(schema=public, path=PUBLIC, **shared, **options)
    writing = make_surface(schema=sponsor, path=SPONSOR, guards=[needs_key], **shared)
    return Litestar([reading, writing], openapi_config=None)


@contextmanager
def serving(application: Litestar) -> Iterator[TestClient[Litestar]]:
    with TestClient(application, raise_server_exceptions=False) as client:
        client.headers["accept"] = JSON
        yield client


class Log(NamedTuple):
    """Everything that was logged, by the standard library and by structlog."""

    standard: pytest.LogCaptureFixture
    events: Sequence[Any]

    def text(self) -> str:
        records = [(vars(each), each.getMessage()) for each in self.standard.records]
        return f"{self.events!r} {self.standard.text} {records!r}"


@contextmanager
def listening(standard: pytest.LogCaptureFixture) -> Iterator[Log]:
    standard.set_level(logging.DEBUG)
    standard.set_level(logging.WARNING, "httpx")  # the client logs the address it asks for
    with structlog.testing.capture_logs() as events:
        yield Log(standard, events)
