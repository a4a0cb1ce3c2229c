"""What a whole registry says of itself, in the words of a public node (docs/operations.md)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum

from litestar import MediaType, Response, route
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from registry.errors import MigrationError, RegistryError, SettingsError
from registry.log.signer import LogSigner
from registry.node.health import NOT_KEPT, LogShown, SnapshotShown, State
from registry.release.stages import Policy, release_on_or_before
from registry.snapshot import FrozenSnapshot
from registry.storage.engine import Database
from registry.storage.migrations import MIGRATIONS, check_schema
from registry.storage.root_key import check_root_key
from registry.storage.transparency import LogHead, check_key, leaf_time, read_head

A_DAY = timedelta(days=1)


class Reason(StrEnum):
    """Why a registry is degraded."""

    DATABASE = "database"
    SCHEMA = "schema"
    ROOT_KEY = "root-key"
    LOG_KEY = "log-key"
    CLOCK = "clock"
    PUBLICATION_MISSED = "publication-missed"


class Degraded(Struct, frozen=True):
    """Something that somebody should look at; the message holds no value of any row."""

    reason: Reason
    message: str


class RegistryHealth(Struct, frozen=True):
    """The answer of `/health`."""

    status: State
    snapshot: SnapshotShown | None
    log: LogShown | None
    degraded: tuple[Degraded, ...]


class Watched(Struct, frozen=True):
    """What is looked at: database, keys, policy, the snapshot that is shown, the clock."""

    database: Database
    signer: LogSigner
    root_check: str
    policy: Policy
    shown: Callable[[], FrozenSnapshot | None]
    clock: Callable[[], datetime]

    def __repr__(self) -> str:
        return "Watched()"


async def health_of(watched: Watched) -> RegistryHealth:
    """OK, or DEGRADED with reasons; EMPTY where nothing is shown either."""
    now, frozen = watched.clock(), watched.shown()
    head, fault = await first_fault(watched, now)
    faults = tuple(filter(None, (fault, missed(watched.policy, frozen, now))))
    shown = frozen.snapshot if frozen else None
    status = State.OK if not faults else State.DEGRADED if frozen else State.EMPTY
    log = LogShown(watched.signer.origin, head.public_size) if head else None
    return RegistryHealth(
        status,
        SnapshotShown(shown.number, frozen.digest, str(shown.as_of)) if frozen and shown else None,
        log,
        faults,
    )


async def first_fault(watched: Watched, now: datetime) -> tuple[LogHead | None, Degraded | None]:
    """The log's head, and the first thing that would keep a submission from being accepted."""
    head, looking_at = None, Reason.SCHEMA
    try:
        await check_schema(watched.database, MIGRATIONS)
        looking_at = Reason.ROOT_KEY
        await check_root_key(watched.database, watched.root_check)
        looking_at, head = Reason.LOG_KEY, await read_head(watched.database)
        check_key(head, watched.signer)
        looking_at = Reason.CLOCK
        leaf_time(head, now)
    except RegistryError as fault:
        is_known = isinstance(fault, MigrationError | SettingsError) or looking_at is Reason.CLOCK
        return head, Degraded(looking_at if is_known else Reason.DATABASE, fault.what)
    return head, None


def missed(policy: Policy, frozen: FrozenSnapshot | None, now: datetime) -> Degraded | None:
    """Whether a release date is over for more than a day and nothing was published since."""
    if frozen is None:
        return None
    due = release_on_or_before(policy, (now - A_DAY).date())
    if frozen.snapshot.as_of >= due:
        return None
    return Degraded(Reason.PUBLICATION_MISSED, f"Nothing was published on or since {due}.")


def health_checks(watched: Watched) -> list[HTTPRouteHandler]:
    """`/health` says all, `/health/ready` whether to send readers, `/health/live` nothing."""

    @route("/health", http_method=["GET", "HEAD"])
    async def health() -> Response[RegistryHealth]:
        return Response(await health_of(watched), headers=NOT_KEPT)

    @route("/health/ready", http_method=["GET", "HEAD"])
    async def ready() -> Response[str]:
        state = (await health_of(watched)).status
        status = 503 if state is State.EMPTY else 200
        return Response(f"{state}\n", status_code=status, media_type=MediaType.TEXT,
                        headers=NOT_KEPT)  # fmt: skip

    @route("/health/live", http_method=["GET", "HEAD"], sync_to_thread=False)
    def live() -> Response[str]:
        return Response("alive\n", media_type=MediaType.TEXT, headers=NOT_KEPT)

    return [health, ready, live]
