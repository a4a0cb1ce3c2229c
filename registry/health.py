"""What a whole registry says of itself, in the words of a public node (docs/operations.md)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial

from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from registry.errors import MigrationError, RegistryError, SettingsError
from registry.front.rates import SECOND
from registry.kept import Briefly
from registry.log.signer import LogSigner
from registry.node.health import LogShown, SnapshotShown, State, checks
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


SENTENCES = {
    Reason.DATABASE: "The database does not answer as it should.",
    Reason.SCHEMA: "The database has the schema of another version.",
    Reason.ROOT_KEY: "The root key is not the one this database was made with.",
    Reason.LOG_KEY: "The log key is not the one that signs this log.",
    Reason.CLOCK: "The clock stands behind the log.",
    Reason.PUBLICATION_MISSED: "A release date is over and nothing was published since.",
}
"""What anybody may read; names of tables, files and servers are for whoever runs a command."""


class Degraded(Struct, frozen=True):
    """Something that somebody should look at, in a sentence of `SENTENCES`."""

    reason: Reason
    message: str


def degraded(reason: Reason) -> Degraded:
    """The reason with its sentence."""
    return Degraded(reason, SENTENCES[reason])


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
        return head, degraded(looking_at if is_known else Reason.DATABASE)
    return head, None


def missed(policy: Policy, frozen: FrozenSnapshot | None, now: datetime) -> Degraded | None:
    """Whether a release date is over for more than a day and nothing was published since."""
    if frozen is None:
        return None
    due = release_on_or_before(policy, (now - A_DAY).date())
    if frozen.snapshot.as_of >= due:
        return None
    return degraded(Reason.PUBLICATION_MISSED)


def health_checks(watched: Watched, ticks: Callable[[], int]) -> list[HTTPRouteHandler]:
    """The health of a whole registry. The database is asked once a second, however many ask.

    `ticks` gives microseconds that never go back.
    """
    return checks(Briefly(partial(health_of, watched), ticks, SECOND))
