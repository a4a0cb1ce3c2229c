"""Audit events: who did what when and why, in the act's own transaction.

Who did it to what and why is ciphertext where the registry's keys are at hand: beside a submission,
the event of it would say whose patients came with it.
"""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct, structs
from piccolo.custom_types import Combinable
from piccolo.query.functions import Max

from anonymise.envelope import EnvelopeDamaged
from registry.storage.engine import Database
from registry.storage.rows import insert
from registry.storage.sealing import Sealing
from registry.storage.tables import AuditEvent

SEALED = ("audit_event", "sealed")
EVENT_BLOCK = 256
DONE_WITHOUT_KEYS = ("backed up", "moved to another database")
"""What may stand in clear in a database of keys: whoever does it may lack them."""
AT_ONCE = 500
Rows = list[dict[str, Any]]


class Act(Struct, frozen=True):
    """Who did what to what and why; `digest` fixes the content without holding it."""

    at: datetime
    actor: str
    action: str
    subject: str
    digest: str
    reason: str = ""


class Particulars(Struct, frozen=True, array_like=True):
    """What an event's row holds sealed: who did it, to what, and why."""

    actor: str
    subject: str
    reason: str = ""


DAMAGED = Particulars("changed by somebody without the key", "")
read_particulars = msgspec.json.Decoder(Particulars).decode


async def record_act(database: Database, act: Act) -> None:
    """Append an audit event. Transactions exclude one another, so numbers have no gap."""
    await record_acts(database, [act])


async def record_acts(database: Database, acts: Sequence[Act]) -> None:
    """Append audit events, all of them with a reason or none."""
    rows = await database.run(AuditEvent.select(Max(AuditEvent.number)))
    first = (rows[0]["max"] or 0) + 1
    await insert(database, AuditEvent, [row_of(database, *each) for each in enumerate(acts, first)])


def row_of(database: Database, number: int, act: Act) -> dict[str, Any]:
    """An event as its row holds it: sealed, or in clear where the keys are not at hand."""
    row = {"number": number, "at": act.at.isoformat(), "action": act.action, "digest": act.digest}
    told = Particulars(act.actor, act.subject, act.reason)
    if database.has_keys:
        sealed = seal_particulars(database.sealing, row, told)
        return row | {"actor": "", "subject": "", "sealed": sealed}
    # what an older version left has no column for a reason before it is migrated, and is backed up
    return row | {"actor": act.actor, "subject": act.subject} | _reason(act)


def seal_particulars(sealing: Sealing, row: Mapping[str, Any], told: Particulars) -> str:
    """What an event's row holds sealed, bound to all that stands in clear beside it."""
    return sealing.seal_own(told, EVENT_BLOCK, *context_of(row))


def context_of(row: Mapping[str, Any]) -> tuple[object, ...]:
    """To what an event is bound: nobody without the key makes another act of it."""
    return *SEALED, row["number"], row["at"], row["action"], row["digest"]


def _reason(act: Act) -> dict[str, str]:
    return {"reason": act.reason} if act.reason else {}


async def actors_of(database: Database, action: str, digest: str) -> set[str]:
    """Who did this with this content."""
    where = (AuditEvent.action == action) & (AuditEvent.digest == digest)
    rows = await database.run(AuditEvent.select().where(where))
    return {act_in(database, row).actor for row in rows}


async def first_act_at(database: Database) -> datetime | None:
    """When the first audit event was written: the registry's beginning."""
    query = AuditEvent.select(AuditEvent.at).order_by(AuditEvent.number).limit(1)
    rows = await database.run(query)
    return datetime.fromisoformat(rows[0]["at"]) if rows else None


async def last_act_at(database: Database) -> datetime | None:
    """When the last audit event was written; None before the first."""
    query = AuditEvent.select(AuditEvent.at).order_by(AuditEvent.number, ascending=False).limit(1)
    rows = await database.run(query)
    return datetime.fromisoformat(rows[0]["at"]) if rows else None


async def acts(database: Database) -> list[Act]:
    """The audit trail, oldest first."""
    rows = await database.run(AuditEvent.select().order_by(AuditEvent.number))
    return [act_in(database, row) for row in rows]


async def acts_of(database: Database, *actions: str) -> list[Act]:
    """Every act of these names, oldest first."""
    named = AuditEvent.action.is_in([*actions])
    return [act_in(database, row) async for rows in _pages(database, 0, named) for row in rows]


async def _pages(database: Database, after: int, *conditions: Combinable) -> AsyncIterator[Rows]:
    """The events after a number, oldest first, `AT_ONCE` at a time: others go on in between."""
    while True:
        query = AuditEvent.select().where(AuditEvent.number > after)
        for condition in conditions:
            query = query.where(condition)
        rows = await database.run(query.order_by(AuditEvent.number).limit(AT_ONCE))
        yield rows
        if len(rows) < AT_ONCE:
            return
        after = rows[-1]["number"]


class Wanted(Struct, frozen=True):
    """Which part of the audit trail is asked for; an empty text means every one.

    `kind` is an action, or what stands before its colon. `before` is a number: older acts only.
    """

    kind: str = ""
    actor: str = ""
    since: date | None = None
    until: date | None = None
    before: int | None = None


@dataclass
class Done:
    """The number of the last event of each actor and action, as far as the trail was read."""

    through: int = 0
    end: tuple[str, str] = ("", "")
    last: dict[tuple[str, str], int] = field(default_factory=dict)

    def note(self, row: Mapping[str, Any], act: Act) -> None:
        """Note an event, also one that another task noted meanwhile."""
        did, number = (act.actor, act.action), row["number"]
        self.last[did] = max(number, self.last.get(did, 0))
        if number >= self.through:
            self.through, self.end = number, (row["at"], row["sealed"])


async def last_done(database: Database) -> dict[tuple[str, str], int]:
    """The number of the last event of each actor and action.

    No event is opened twice: events are only ever added, so where the last one that was read still
    stands, all before it do.
    """
    known: Done = database.sealing.remembered.setdefault("done", Done())
    if known.through and await end_of(database, known.through) != known.end:
        known = database.sealing.remembered["done"] = Done()
    async for rows in _pages(database, known.through):
        for row in rows:
            known.note(row, act_in(database, row))
    return known.last


async def end_of(database: Database, number: int) -> tuple[str, str]:
    """What no other event of this number would have: the ciphertext is different each time."""
    query = AuditEvent.select(AuditEvent.at, AuditEvent.sealed)
    rows = await database.run(query.where(AuditEvent.number == number))
    return (rows[0]["at"], rows[0]["sealed"]) if rows else ("", "")


async def newest_acts(database: Database, wanted: Wanted, most: int) -> list[tuple[int, Act]]:
    """At most so many acts with their numbers, newest first."""
    found: list[tuple[int, Act]] = []
    while len(found) < most:
        query = AuditEvent.select()
        for condition in _conditions(wanted):
            query = query.where(condition)
        newest = query.order_by(AuditEvent.number, ascending=False)
        rows = await database.run(newest.limit(AT_ONCE))
        told = ((row["number"], act_in(database, row)) for row in rows)
        found += [each for each in told if wanted.actor in ("", each[1].actor)]
        if len(rows) < AT_ONCE:
            break
        wanted = structs.replace(wanted, before=rows[-1]["number"])
    return found[:most]


def _conditions(wanted: Wanted) -> Iterator[Combinable]:
    if wanted.kind:
        yield (AuditEvent.action == wanted.kind) | AuditEvent.action.like(f"{wanted.kind}:%")
    if wanted.since is not None:
        yield AuditEvent.at >= wanted.since.isoformat()
    if wanted.until is not None:
        yield AuditEvent.at < (wanted.until + timedelta(days=1)).isoformat()
    if wanted.before is not None:
        yield AuditEvent.number < wanted.before


async def kinds_of_acts(database: Database) -> list[str]:
    """Every kind of act there is, sorted: its name up to a colon."""
    rows = await database.run(AuditEvent.select(AuditEvent.action).distinct())
    return sorted({row["action"].partition(":")[0] for row in rows})


def act_in(database: Database, row: Mapping[str, Any]) -> Act:
    """The act in a row. Of what was changed or moved by somebody without the key, that it was."""
    told = particulars_in(database, row)
    at = datetime.fromisoformat(row["at"])
    return Act(at, told.actor, row["action"], told.subject, row["digest"], told.reason)


def particulars_in(database: Database, row: Mapping[str, Any]) -> Particulars:
    """Who did what is in a row to what and why, as far as it can be believed."""
    if row["sealed"]:
        try:
            return database.sealing.open_own(row["sealed"], read_particulars, *context_of(row))
        except EnvelopeDamaged:
            return DAMAGED
    believed = not database.has_keys or row["action"] in DONE_WITHOUT_KEYS
    return Particulars(row["actor"], row["subject"], row["reason"]) if believed else DAMAGED
