"""What a process was doing when it was killed: one row per act, each a few steps in order.

A step answers what it acknowledged. Done once more after a kill, it does what is left to do.
"""

from collections.abc import Awaitable, Callable
from datetime import date

from msgspec import Struct
from sending import envelope, infused, notices, send

from registry.app import House
from registry.cli.rotating import rotated, rotation_in
from registry.intake.corrections import accept_correction
from registry.intake.withdraw import accept_withdrawal, confirm
from registry.model.codes import CorrectionReason, VisitStatus, WithdrawalScope
from registry.model.episode import FollowUpVisit, Response
from registry.model.registration import Recorded
from registry.model.submission import (
    Accepted,
    CorrectionBatch,
    EpisodeCorrection,
    EpisodeOutcome,
    Withdrawal,
)
from registry.storage.column_keys import (
    FIRST,
    begin_rotation,
    newest_key,
    rewrap_some,
    rotation_under_way,
)
from registry.storage.migrations import MIGRATIONS, migrate
from registry.storage.publication import latest_snapshot
from registry.storage.root_key import remember_root_key
from registry.storage.vault import read_episodes
from registry.storage.withdrawals import open_withdrawals
from tests.chaos.killing import Killing
from tests.chaos.scenes import NEW_PATIENTS, NOW, PATIENTS, Scene


class Told(Struct, frozen=True):
    """What a step acknowledged: a receipt, or the row of a table that must now be there."""

    receipt: str | None = None
    table: str | None = None
    column: str = ""
    value: str = ""


class Doing(Struct):
    """A process at work: its registry, its files."""

    house: House
    scene: Scene

    async def with_files(self, work: Awaitable[None]) -> None:
        """Work on files, in which a process can be killed as in a statement."""
        store = self.house.database._store
        await (store.count_down(work) if isinstance(store, Killing) else work)

    async def programme(self) -> str:
        """The one programme."""
        stored = await read_episodes(self.house.database)
        (id,) = {each.episode.programme_id for each in stored}
        return id


Step = Callable[[Doing], Awaitable[Told]]


class Scenario(Struct, frozen=True):
    """A row: what is done, in which scene it begins, and its steps.

    `copies`: between its commit in the new database and that in the old one, the new one is there
    and does not count yet.
    """

    name: str
    scene: str
    steps: tuple[Step, ...]
    copies: bool = False


def sending(first: int, last: int) -> Step:
    """A sponsor registers some new patients."""

    async def step(doing: Doing) -> Told:
        told = notices(NEW_PATIENTS[first:last], "2027-09")
        programme = await doing.programme()
        return receipt_of(
            await send(doing.house, programme, NOW, told, idempotency_key=f"n{first}")
        )

    return step


def following_up(first: int, last: int) -> Step:
    """A sponsor tells what became of some patients."""

    async def step(doing: Doing) -> Told:
        told = [infused(patient, "CMR") for patient in PATIENTS[first:last]]
        programme = await doing.programme()
        answer = await send(doing.house, programme, NOW, outcomes=told, idempotency_key=f"o{first}")
        return receipt_of(answer)

    return step


def correcting(number: int) -> Step:
    """A sponsor corrects what it told of a patient."""
    visit = FollowUpVisit(100, VisitStatus.DONE, 135, Response("LUGANO", "PD"))

    async def step(doing: Doing) -> Told:
        made = EpisodeCorrection(
            EpisodeOutcome(PATIENTS[number], visits=(visit,)),
            3,
            CorrectionReason.TRANSCRIPTION_ERROR,
        )
        batch = CorrectionBatch(await doing.programme(), (made,))
        sent = envelope(NOW, idempotency_key=f"c{number}")
        return receipt_of(await accept_correction(doing.house.intake, batch, sent))

    return step


def withdrawing(number: int) -> Step:
    """A sponsor asks for a patient's erasure."""

    async def step(doing: Doing) -> Told:
        wish = Withdrawal(await doing.programme(), PATIENTS[number], WithdrawalScope.ERASE)
        answer = await accept_withdrawal(doing.house.intake, wish, envelope(NOW))
        assert isinstance(answer, Recorded), answer
        return Told(answer.receipt)

    return step


async def erasing(doing: Doing) -> Told:
    """A curator confirms whatever waits."""
    intake, at = doing.house.intake, doing.house.clock()
    for stored in await open_withdrawals(intake.database):
        await confirm(intake, stored.episode.id, at, "curator")
    return Told(table="episode", column="withdrawn_on", value=NOW.isoformat())


def publishing(day: date) -> Step:
    """The board publishes, unless that is done."""

    async def step(doing: Doing) -> Told:
        latest = await latest_snapshot(doing.house.database)
        if latest is None or latest.snapshot.as_of < day:
            latest = await doing.house.publish(day, "board")
        return Told(table="snapshot", column="digest", value=latest.digest)

    return step


async def rotating(doing: Doing) -> Told:
    """The log's key is changed, as `keys rotate-log` does it, unless that is done."""
    file = doing.scene.log_key
    if not file.path.with_name("log.key.old-1").exists():
        new = file.successor
        secret = new.read() if new.path.exists() else new.create(doing.house.intake.random_bytes)
        await rotated(doing.house, secret)
        file.give_way(new)
    await doing.house.database.start()
    (row,) = await doing.house.database.fetch("SELECT verifier_key FROM log_head", ())
    return Told(table="log_key", column="verifier_key", value=str(row["verifier_key"]))


async def beginning_a_column_key(doing: Doing) -> Told:
    """The next version of the key that wraps data keys begins, unless it has."""
    rotation = rotation_in(doing.house)
    if await newest_key(doing.house.database, rotation.keys) == FIRST:
        await begin_rotation(rotation)
    return Told(table="column_key", column="version", value=str(FIRST + 1))


async def wrapping_some(doing: Doing) -> Told:
    """Some of the data keys are wrapped anew, while any are left."""
    if await rotation_under_way(doing.house.database):
        await rewrap_some(rotation_in(doing.house), FIRST + 1, 4)
    return Told(table="column_key", column="version", value=str(FIRST + 1))


async def migrating(doing: Doing) -> Told:
    """The schema is brought forward."""
    await migrate(doing.house.database, MIGRATIONS)
    last = max(int(path.name[:4]) for path in MIGRATIONS.glob("*.sql"))
    return Told(table="schema_migration", column="number", value=str(last))


async def binding(doing: Doing) -> Told:
    """The database is bound to its root key."""
    check = doing.house.root_check
    await remember_root_key(doing.house.database, check)
    return Told(table="root_key_check", column="value", value=check)


async def beginning(doing: Doing) -> Told:
    """The public log begins with what was public before it."""
    await doing.house.begin_log()
    key = doing.house.intake.signer.key.encoded
    return Told(table="log_head", column="verifier_key", value=key)


def receipt_of(answer: object) -> Told:
    """The receipt of what was accepted."""
    assert isinstance(answer, Accepted), answer
    return Told(answer.receipt)
