"""What waits for people of the registry. Counts of work, days, and public facts; no outcome."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

from registry.board.proposals import open_proposals
from registry.model.calendar import add_months
from registry.model.hold import Hold
from registry.model.parties import Offer, Organisation
from registry.model.product import Approval
from registry.model.programme import Programme
from registry.model.wishes import KeyRequest
from registry.release.adoption import latest_release
from registry.release.approval import open_approvals
from registry.release.holds import ends_on
from registry.release.proposals import Board, Supported
from registry.release.stages import (
    Policy,
    notice_day_on_or_before,
    release_on_or_after,
)
from registry.snapshot import Snapshot
from registry.storage.directory import Facts, read_facts
from registry.storage.persons import possible_persons
from registry.storage.publication import latest_snapshot
from registry.storage.withdrawals import open_withdrawals
from registry.views.figures import is_stale

ENDS_SOON = timedelta(days=60)
GONE_AFTER_MONTHS = 12


class Release(Struct, frozen=True):
    """A day of publication: due now, or to come."""

    on: date
    due: bool


class HoldState(StrEnum):
    """How a hold stands. It begins and ends by the calendar; nobody decides about it."""

    NEW = "new"
    RUNNING = "running"
    ENDING = "ending soon"
    ENDED = "ended"


class HoldRow(Struct, frozen=True):
    """A hold beside its programme; NEW until a snapshot shows it."""

    hold: Hold
    title: str
    sponsor: str
    ends_on: date
    state: HoldState


class StaleFact(Struct, frozen=True):
    """A row of the directory that nobody has confirmed for twelve months, or never."""

    kind: str
    id: str
    confirmed_on: date | None


class Queue(Struct, frozen=True):
    """Everything that waits. `approvals` count only for a plan of the same digest.

    `notices` is the monthly day of safety notices, whether or not there is one.
    """

    release: Release
    notices: Release
    approvals: tuple[Supported, ...]
    proposals: tuple[Supported, ...]
    wishes: tuple[KeyRequest, ...]
    holds: tuple[HoldRow, ...]
    duplicates: int
    withdrawals: int
    stale: tuple[StaleFact, ...]


async def queue(board: Board, today: date) -> Queue:
    """What waits on a day, for everybody who may see it."""
    database = board.database
    facts, earlier = await read_facts(database), await latest_snapshot(database)
    before = earlier.snapshot if earlier else None
    return Queue(
        next_release(board.policy, before, today),
        next_notices(board.policy, before, today),
        tuple(await open_approvals(database, board.approvers)),
        tuple(await open_proposals(board, today)),
        tuple(request for request in facts.all(KeyRequest) if request.decision is None),
        tuple(hold_rows(facts, before, board.policy, today)),
        len(await possible_persons(database)),
        len(await open_withdrawals(database)),
        tuple(stale_facts(facts, today)),
    )


def next_release(policy: Policy, before: Snapshot | None, today: date) -> Release:
    """The release date that is over and not published, or the next one."""
    last = latest_release(policy, before, today)
    published = before.released_on if before else None
    if before is not None and (published or date.min) < last:
        return Release(last, due=True)
    after = release_on_or_after(policy, today + timedelta(days=1))
    return Release(after, due=False)


def next_notices(policy: Policy, before: Snapshot | None, today: date) -> Release:
    """The monthly day that is over and not published, or the next one."""
    last = notice_day_on_or_before(policy, today)
    if before is not None and (before.noticed_on or date.min) < last:
        return Release(last, due=True)
    return Release(add_months(last, 1), due=False)


def hold_rows(
    facts: Facts, before: Snapshot | None, policy: Policy, today: date
) -> Iterator[HoldRow]:
    """The holds that run or ended within the last year, those that end first at the top."""
    titles = {programme.id: programme.title for programme in facts.all(Programme)}
    names = {organisation.id: organisation.name for organisation in facts.all(Organisation)}
    known = {hold.id for hold in before.directory.holds} if before else set()
    ends = [(ends_on(h.asked_on, h.until, policy), h) for h in facts.all(Hold)]
    for until, hold in sorted(ends, key=lambda each: (each[0], each[1].id)):
        state = hold_state(hold.id in known, until, today)
        if add_months(until, GONE_AFTER_MONTHS) > today:
            title = titles.get(hold.programme_id, hold.programme_id)
            sponsor = names.get(hold.sponsor_id, hold.sponsor_id)
            yield HoldRow(hold, title, sponsor, until, state)


def hold_state(is_public: bool, until: date, today: date) -> HoldState:
    """How a hold stands on a day."""
    if until <= today:
        return HoldState.ENDED
    if not is_public:
        return HoldState.NEW
    return HoldState.ENDING if until - today <= ENDS_SOON else HoldState.RUNNING


def stale_facts(facts: Facts, today: date) -> Iterator[StaleFact]:
    """Offers and approvals nobody has confirmed within twelve months, the oldest first."""
    rows: list[Offer | Approval] = [*facts.all(Offer), *facts.all(Approval)]
    stale = [row for row in rows if is_stale(row.confirmed_on, today)]
    for row in sorted(stale, key=lambda row: (row.confirmed_on or date.min, row.id)):
        yield StaleFact(type(row).__name__, row.id, row.confirmed_on)
