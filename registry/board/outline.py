"""A publication before it happens, as the people read it who approve it.

What it seals, opens and shows, group by group; how public facts change; whether it passes the
checks by which everybody will verify it; who has approved its very bytes. No count and no verdict.
"""

from datetime import date, datetime

from msgspec import Struct

from registry.board.changes import FactChange, changes_of_facts
from registry.errors import SnapshotError
from registry.release.approval import approved_by
from registry.release.plan import Plan, plan_of
from registry.release.preparing import preparers
from registry.release.publish import Publisher, foresee
from registry.release.stages import Policy
from registry.snapshot import FrozenSnapshot
from registry.storage.ledger import first_act_at
from registry.verify.checks import SNAPSHOT_CHECKS
from registry.verify.moment import Moment
from registry.verify.report import Line

NEED_THE_LOG = frozenset(
    {
        "snapshots-logged",
        "policy-logged",
        "groups-logged",
        "decisions-logged",
        "holds-logged",
        "programmes-complete",
        "programmes-as-registered",
        "wishes-logged",
        "delays-logged",
    }
)
"""Checks that compare with leaves: those of a publication are written with it."""


class Outline(Struct, frozen=True):
    """A planned snapshot of a day; `needed` is how many must approve, 0 outside of production.

    Who is in `prepared_by` sent or entered something that it publishes or that waits, and cannot
    approve.
    """

    as_of: date
    plan: Plan
    changes: tuple[FactChange, ...]
    checks: tuple[Line, ...]
    approved_by: frozenset[str]
    prepared_by: frozenset[str]
    needed: int

    @property
    def is_sound(self) -> bool:
        """Whether every check passes."""
        return not any(line.faults for line in self.checks)

    @property
    def is_approved(self) -> bool:
        """Whether enough people approved these very bytes."""
        return len(self.approved_by) >= self.needed


async def outline(publisher: Publisher, as_of: date, at: datetime) -> Outline:
    """What publishing for `as_of` would change; stores nothing.

    SnapshotError for a day that has not come, lies before the registry's beginning, or before the
    latest snapshot.
    """
    began = await first_act_at(publisher.database)
    if began is not None and as_of < began.date():
        raise SnapshotError("The registry did not exist yet.", "Choose a day since it began.")
    frozen, earlier = await foresee(publisher, as_of, at)
    plan = plan_of(frozen, earlier)
    needed, database = publisher.approvers, publisher.database
    return Outline(
        as_of,
        plan,
        changes_of_facts(frozen.snapshot, earlier.snapshot if earlier else None),
        checks_of(frozen, earlier, publisher.policy),
        await approved_by(database, plan.digest, needed),
        await preparers(database) if needed else frozenset(),
        needed,
    )


def checks_of(
    frozen: FrozenSnapshot, earlier: FrozenSnapshot | None, policy: Policy
) -> tuple[Line, ...]:
    """The checks of `he-registry verify` that a snapshot can be held to before it is in the log."""
    moment = Moment(frozen, earlier, None, {}, (), policy, 0)
    lines = []
    for check in SNAPSHOT_CHECKS:
        if check.id not in NEED_THE_LOG:
            line = Line(check.id, check.sentence)
            line.take(check.check(moment))
            lines.append(line)
    return tuple(lines)
