"""The audit trail for auditors, a page at a time. That it was read stands in it, too."""

from msgspec import Struct

from registry.access.because import Because
from registry.storage.engine import Database
from registry.storage.ledger import Act, Wanted, kinds_of_acts, newest_acts, record_act

AT_ONCE = 100


class Trail(Struct, frozen=True):
    """Some acts, newest first; `older` is the number before which the next ones stand."""

    acts: tuple[Act, ...]
    kinds: tuple[str, ...]
    older: int | None


async def read_trail(database: Database, wanted: Wanted, because: Because) -> Trail:
    """A page of the trail, with an audit event of its own.

    It is stored after the reading and before the answer: whoever looks for one person in a long
    trail keeps no writer waiting.
    """
    async with database.reading():
        kinds = await kinds_of_acts(database)
        known = wanted.kind in ("", *kinds)
        found = await newest_acts(database, wanted, AT_ONCE + 1) if known else []
    async with database.transaction():
        await record_act(database, because.act("audit trail read", "audit"))
    shown = found[:AT_ONCE]
    older = shown[-1][0] if len(found) > AT_ONCE else None
    return Trail(tuple(act for _, act in shown), tuple(kinds), older)


async def note_read(database: Database, because: Because, what: str, subject: str) -> None:
    """The audit event of a look at what only few may see, stored before they see it."""
    async with database.transaction():
        await record_act(database, because.act(f"{what} read", subject))
