"""What a node says of itself: whether it lives, can answer, and shows the latest there is."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from litestar import MediaType, Response, route
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from registry.node.keeper import Keeper
from registry.node.refused import EXPECTED

NOT_KEPT = {"Cache-Control": "no-store"}


class State(StrEnum):
    """OK shows the latest; WAITING shows all that is covered; DEGRADED refuses what is newer.

    EMPTY has nothing to show, whatever the reason.
    """

    OK = "ok"
    WAITING = "waiting"
    DEGRADED = "degraded"
    EMPTY = "empty"


class SnapshotShown(Struct, frozen=True):
    """The snapshot that readers get."""

    number: int
    digest: str
    as_of: str


class LogShown(Struct, frozen=True):
    """The checkpoint that was believed last: the log's name and number of leaves."""

    origin: str
    size: int


class RefusedNow(Struct, frozen=True):
    """Why something newer in the folder is not shown, and since when."""

    reason: str
    file: str
    message: str
    since: datetime | None


class Health(Struct, frozen=True):
    """The answer of `/health`."""

    status: State
    snapshot: SnapshotShown | None
    log: LogShown | None
    refused: RefusedNow | None


class Said(Protocol):
    """What an answer of `/health` says in any case."""

    @property
    def status(self) -> State:
        """The state in one word."""


def health_of(keeper: Keeper) -> Health:
    """What is shown, and what is not and why."""
    frozen, log, refused = keeper.shown.frozen, keeper.shown.log, keeper.refused
    now = frozen.snapshot if frozen else None
    return Health(
        state_of(keeper),
        SnapshotShown(now.number, frozen.digest, str(now.as_of)) if frozen and now else None,
        LogShown(log.checkpoint.origin, log.size) if log else None,
        RefusedNow(refused.reason, refused.file, refused.message, keeper.since)
        if refused
        else None,
    )


def state_of(keeper: Keeper) -> State:
    """The state in one word."""
    if keeper.shown.frozen is None:
        return State.EMPTY
    if keeper.refused is None:
        return State.OK
    return State.WAITING if keeper.refused.reason in EXPECTED else State.DEGRADED


def health_checks(keeper: Keeper) -> list[HTTPRouteHandler]:
    """The health of a public node."""

    async def now() -> Health:
        return health_of(keeper)

    return checks(now)


def checks(now: Callable[[], Awaitable[Said]]) -> list[HTTPRouteHandler]:
    """`/health` says all, `/health/ready` whether readers get something, `/health/live` nothing."""

    @route("/health", http_method=["GET", "HEAD"])
    async def health() -> Response[Any]:
        return Response(await now(), headers=NOT_KEPT)

    @route("/health/ready", http_method=["GET", "HEAD"])
    async def ready() -> Response[str]:
        state = (await now()).status
        status = 503 if state is State.EMPTY else 200
        return Response(f"{state}\n", status_code=status, media_type=MediaType.TEXT,
                        headers=NOT_KEPT)  # fmt: skip

    @route("/health/live", http_method=["GET", "HEAD"], sync_to_thread=False)
    def live() -> Response[str]:
        return Response("alive\n", media_type=MediaType.TEXT, headers=NOT_KEPT)

    return [health, ready, live]
