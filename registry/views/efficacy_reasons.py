"""What a row of the efficacy view rests on, and why it has no number where it has none."""

from collections.abc import Sequence

from msgspec import Struct

from registry.model.sealed import SealedGroup
from registry.snapshot import PublicProgramme
from registry.views.activity import accepted_in, nothing_open
from registry.views.cohort import Member
from registry.views.efficacy_rows import LeftOut, NotIncluded
from registry.views.figures import Reason, Withheld

INTERIM = "R3"
EFFICACY_STAGES = (INTERIM, "R4", "R6")


class Cohort(Struct, frozen=True):
    """The open groups of a row, the members that may join it, and what it must leave out."""

    endpoints: list[tuple[SealedGroup, str]]
    waiting: list[Member]
    programmes: list[PublicProgramme]
    left_out: tuple[LeftOut, ...]

    @property
    def groups(self) -> list[SealedGroup]:
        """The open groups of the row."""
        return [group for group, _ in self.endpoints]

    @property
    def forming(self) -> int:
        """Sealed groups that may join the row once they open."""
        return sum(member.group is not None for member in self.waiting)


def not_included(cohort: Cohort) -> NotIncluded | None:
    """The open groups of the row whose outcome counts are not public yet."""
    newer = [
        group
        for group, endpoint_id in cohort.endpoints
        if all(count.endpoint_id != endpoint_id for count in group.endpoints)
    ]
    return NotIncluded(len(newer), accepted_in(newer)) if newer else None


def why_nothing_open(cohort: Cohort) -> Withheld:
    """Why no group of the row is open, in the words of the furthest of its programmes."""
    if not cohort.waiting:
        return Withheld(Reason.SPANS)
    waiting = (row for member in cohort.waiting for row in member.programmes)
    reasons = {nothing_open(row, cohort.forming).reason for row in waiting}
    order = (Reason.SEALED, Reason.FEWER_THAN_11, Reason.NOT_RECEIVED)
    return Withheld(next(reason for reason in order if reason in reasons))


def why_no_counts(cohort: Cohort) -> Withheld:
    """Why the row has no outcome count, and by when one opens at the latest.

    Where the stage of a programme is open already, only the observation of its groups runs on.
    """
    if cohort.groups and any(map(_efficacy_is_open, cohort.programmes)):
        return Withheld(Reason.NEWER_NOT_INCLUDED)
    reason = Reason.NOT_YET if cohort.groups else why_nothing_open(cohort).reason
    closed = [
        decision
        for row in cohort.programmes
        if not _efficacy_is_open(row)
        for decision in row.decisions
    ]
    latest = (d.latest_on for d in closed if d.stage in EFFICACY_STAGES and d.latest_on)
    gates = (gate for d in closed if d.stage == INTERIM for gate in d.gates if not gate.met)
    condition = " ".join(dict.fromkeys(gate.sentence for gate in gates))
    return Withheld(reason, min(latest, default=None), condition)


def _efficacy_is_open(row: PublicProgramme) -> bool:
    return any(decision.open for decision in row.decisions if decision.stage in EFFICACY_STAGES)


def wait_still_runs(groups: Sequence[SealedGroup]) -> Withheld:
    """Why no funnel is public, and when the first opens."""
    days = (group.funnel_opens_on for group in groups if group.funnel_opens_on is not None)
    return Withheld(Reason.NOT_YET, min(days, default=None))
