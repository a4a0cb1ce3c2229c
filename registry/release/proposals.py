"""What people of the board agree on: each says so by an audit event; enough alike decide.

Not one of them decides alone in production. Who is no active member of the board at that moment
does not count, nor who prepared what becomes public.
"""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from registry.errors import DataError
from registry.log.signer import LogSigner
from registry.release.preparing import counted, preparers
from registry.release.stages import Policy
from registry.storage.engine import Database
from registry.storage.ledger import Act, actors_of, acts_of, record_act

PREPARED = "You sent something for a sponsor, or entered something that is not public yet."


class Board(Struct, frozen=True):
    """What a decision works with; `approvers` is how many different people must decide alike."""

    database: Database
    policy: Policy
    signer: LogSigner
    approvers: int

    def __repr__(self) -> str:
        return "Board()"


class Proposal(Struct, frozen=True):
    """What is to be decided: the act of agreeing, what it is about, its public reason.

    `digest` is of the whole content: only who agreed to the very same counts together.
    """

    action: str
    subject: str
    digest: str
    reason: str = ""


class Supported(Struct, frozen=True):
    """A proposal that waits, since when, and who counts as having agreed to it by now."""

    proposal: Proposal
    since: datetime
    people: frozenset[str]


async def check_unprepared(database: Database, needed: int, actor: str) -> None:
    """DataError where people must decide and this one prepared what is decided."""
    if needed and actor in await preparers(database):
        raise DataError(PREPARED, "Somebody else of the board must decide.")


async def agree(
    database: Database, proposal: Proposal, needed: int, at: datetime, actor: str
) -> frozenset[str]:
    """Note that a person agrees, in the caller's transaction; everybody who counts by now.

    The same person agreeing twice counts once. DataError for who cannot count.
    """
    await check_unprepared(database, needed, actor)
    if actor not in await actors_of(database, proposal.action, proposal.digest):
        act = Act(at, actor, proposal.action, proposal.subject, proposal.digest, proposal.reason)
        await record_act(database, act)
    return await counted(database, proposal.action, proposal.digest, needed)


async def undecided(
    database: Database, action: str, decisions: Iterable[str], needed: int
) -> list[Supported]:
    """The proposals of one kind that somebody agreed to and no later act of `decisions` settled.

    Oldest first. A decision settles a proposal by carrying its digest.
    """
    settled = {act.digest for name in decisions for act in await acts_of(database, name)}
    first: dict[str, Act] = {}
    for act in await acts_of(database, action):
        first.setdefault(act.digest, act)
    return [
        Supported(
            Proposal(action, act.subject, digest, act.reason),
            act.at,
            await counted(database, action, digest, needed),
        )
        for digest, act in first.items()
        if digest not in settled
    ]
