"""The board says that a release comes later than its date, with a public reason.

It moves no date and closes no gate, and concerns all that the date would open: nobody can put off
a single product. The word is public with the next snapshot; its leaf in the log at once.
"""

from datetime import date, datetime

from msgspec import Struct

from registry.errors import DataError
from registry.intake.registered import delay_leaf, text_digest
from registry.log.leaves import public_leaf_bytes
from registry.model.transparency import Delay
from registry.release.adoption import latest_release
from registry.release.proposals import Board, Proposal, Supported, agree, undecided
from registry.release.reasons import check_reason
from registry.release.stages import release_on_or_after
from registry.storage.directory import find_fact, record_facts
from registry.storage.ledger import Act, record_act
from registry.storage.publication import latest_snapshot
from registry.storage.transparency import open_log

AGREED, DECIDED = "delay agreed", "delay decided"


class WantedDelay(Struct, frozen=True):
    """What a member of the board says of a release; `reason` is public."""

    release: date
    reason: str

    @property
    def proposal(self) -> Proposal:
        """What different people must say alike."""
        digest = text_digest(f"{self.release} {self.reason}")
        return Proposal(AGREED, self.release.isoformat(), digest, self.reason)


def wanted_by(proposal: Proposal) -> WantedDelay:
    """What a proposal is about."""
    return WantedDelay(date.fromisoformat(proposal.subject), proposal.reason)


class SaidOfDelay(Struct, frozen=True):
    """How many people have said so by now, and the delay once they are enough."""

    people: int
    delay: Delay | None = None


async def delay_release(board: Board, wanted: WantedDelay, at: datetime, actor: str) -> SaidOfDelay:
    """Note what a member of the board says; enough people alike make it public, with its leaf.

    DataError where the release is not one that can still come, or the reason must not be public.
    """
    database, proposal = board.database, wanted.proposal
    async with database.transaction():
        check_reason(wanted.reason)
        if wanted.release not in await open_releases(board, at.date()):
            raise DataError(
                "No release of this day can be put off.",
                "Name the release date that is due or comes next, and only once.",
            )
        people = await agree(database, proposal, board.approvers, at, actor)
        if len(people) < board.approvers:
            return SaidOfDelay(len(people))
        delay = Delay(delay_id(wanted.release), wanted.release, wanted.reason, at.date())
        await record_facts(database, [delay], "", at)
        await record_act(database, Act(at, actor, DECIDED, delay.id, proposal.digest))
        log = await open_log(database, board.signer, at)
        await log.add([public_leaf_bytes(delay_leaf(delay))])
        return SaidOfDelay(len(people), delay)


async def open_releases(board: Board, today: date) -> tuple[date, ...]:
    """The release dates of which the board can say so now: the one due, and the next to come.

    Not what is published already, nor what was put off before.
    """
    earlier = await latest_snapshot(board.database)
    released_on = earlier.snapshot.released_on if earlier else None
    due, coming = (
        latest_release(board.policy, earlier.snapshot if earlier else None, today),
        release_on_or_after(board.policy, today),
    )
    days = sorted({due, coming} if earlier else {coming})
    unpublished = [day for day in days if day > (released_on or date.min)]
    known = [await find_fact(board.database, Delay, delay_id(day)) for day in unpublished]
    return tuple(day for day, delay in zip(unpublished, known, strict=True) if delay is None)


async def open_delays(board: Board, today: date) -> list[Supported]:
    """What somebody of the board said of a release that can still be put off."""
    days = {day.isoformat() for day in await open_releases(board, today)}
    found = await undecided(board.database, AGREED, [DECIDED], board.approvers)
    return [each for each in found if each.proposal.subject in days]


def delay_id(release: date) -> str:
    """A release is put off once."""
    return f"delay-{release}"
