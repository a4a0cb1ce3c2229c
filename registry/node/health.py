"""What a node says of itself: whether it lives, can answer, and shows the latest there is."""

from datetime import datetime
from enum import StrEnum

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
    """`/health` says all, `/health/ready` whether readers get something, `/health/live` nothing."""

    @route("/health", http_method=["GET", "HEAD"], sync_to_thread=False)
    def health() -> Response[Health]:
        return Response(health_of(keeper), headers=NOT_KEPT)

    @route("/health/ready", http_method=["GET", "HEAD"], sync_to_thread=False)
    def ready() -> Response[str]:
        state = state_of(keeper)
        status = 503 if state is State.EMPTY else 200
        return Response(f"{state}\n", status_code=status, media_type=MediaType.TEXT,
                        headers=NOT_KEPT)  # fmt: skip

    @route("/health/live", http_method=["GET", "HEAD"], sync_to_thread=False)
    def live() -> Response[str]:
        return Response("alive\n", media_type=MediaType.TEXT, headers=NOT_KEPT)

    return [health, ready, live]
