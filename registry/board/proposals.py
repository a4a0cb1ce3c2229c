"""Motions of every kind in one place: what somebody proposed waits until others agree to the same.

Each kind is decided where it belongs (`registry.release`); here is only which one a proposal is.
"""

from collections.abc import Awaitable, Callable
from datetime import date, datetime

from msgspec import Struct

from registry.release import delays, errata, wishes
from registry.release.proposals import Board, Proposal, Supported

Agreed = Callable[[Board, Proposal, datetime, str], Awaitable[bool]]


class Kind(Struct, frozen=True):
    """A kind of proposal: in words, and how one agrees; the answer says whether it is decided."""

    words: str
    agree: Agreed


async def erratum(board: Board, proposal: Proposal, at: datetime, actor: str) -> bool:
    """Agree that a content is counted anew."""
    wanted = errata.wanted_by(proposal)
    said = await errata.decide_erratum(board.database, wanted, board.approvers, at, actor)
    return said.erratum is not None


async def wish(board: Board, proposal: Proposal, at: datetime, actor: str) -> bool:
    """Agree to a decision on the wish list."""
    said = await wishes.decide(board, wishes.verdict_by(proposal), at, actor)
    return said.request.decision is not None


async def delay(board: Board, proposal: Proposal, at: datetime, actor: str) -> bool:
    """Agree that a release is put off."""
    said = await delays.delay_release(board, delays.wanted_by(proposal), at, actor)
    return said.delay is not None


KINDS = {
    errata.AGREED: Kind("Count anew", erratum),
    wishes.AGREED: Kind("Decide on a wish", wish),
    delays.AGREED: Kind("Put off a release", delay),
}


async def open_proposals(board: Board, today: date) -> list[Supported]:
    """Everything that somebody of the board proposed and that waits for others, oldest first."""
    found = [
        *await errata.open_errata(board.database, board.approvers),
        *await wishes.open_verdicts(board),
        *await delays.open_delays(board, today),
    ]
    return sorted(found, key=lambda each: each.since)


async def find_proposal(board: Board, digest: str, today: date) -> Supported | None:
    """The proposal of this digest that waits; None where none does."""
    found = await open_proposals(board, today)
    return next((each for each in found if each.proposal.digest == digest), None)


async def agree(board: Board, proposal: Proposal, at: datetime, actor: str) -> bool:
    """Agree to a proposal that waits; whether it is decided now. DataError where it is over."""
    return await KINDS[proposal.action].agree(board, proposal, at, actor)
