"""What the registry itself calculates of a locked endpoint, beside what its sponsor states."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from registry.model.codes import Population, Timing, Verdict
from registry.model.endpoint import Endpoint
from registry.model.sealed import EndpointCounts, SealedGroup
from registry.snapshot import PublicProgramme, Snapshot
from registry.views.activity import is_open, nothing_open
from registry.views.columns import Added
from registry.views.efficacy_rows import outcome_table, result_of
from registry.views.figures import Rate, Reason, Withheld, summed
from registry.views.reasons import EFFICACY_STAGES

NOT_OURS = Withheld(Reason.NOT_RECEIVED)


class Calculated(Struct, frozen=True):
    """Whether the goal is met by the counts of open groups, with the share it rests on.

    `share` is of the population the endpoint was locked with; `groups` are those counted. It may
    differ from the sponsor's verdict, which is on other patients or another day.
    """

    as_of: date
    value: Verdict | None = None
    share: Rate | None = None
    groups: int = 0
    withheld: Withheld | None = None


class Calculator:
    """The calculations of one snapshot: its programmes and their own groups, looked up once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._as_of = snapshot.as_of
        self._programmes = {row.programme.id: row for row in snapshot.programmes}
        self._groups: dict[str, list[SealedGroup]] = defaultdict(list)
        for group in snapshot.groups:
            if group.timing is Timing.PROSPECTIVE:
                self._groups[group.programme_id].append(group)

    def of(self, programme_id: str, endpoint_id: str | None) -> Calculated:
        """The calculation of a locked endpoint; withheld for results cited from elsewhere."""
        row = self._programmes.get(programme_id)
        locked = row.programme.endpoints if row else ()
        found = (lock.endpoint for lock in locked if lock.endpoint.id == endpoint_id)
        endpoint = next(found, None)
        if row is None or endpoint is None:
            return Calculated(self._as_of, withheld=NOT_OURS)
        groups = self._groups[programme_id]
        counts = [c for group in groups for c in group.endpoints if c.endpoint_id == endpoint_id]
        if not counts:
            return Calculated(self._as_of, withheld=why_none(row, groups))
        return calculated(endpoint, counts, self._as_of)


def calculated(endpoint: Endpoint, counts: Sequence[EndpointCounts], as_of: date) -> Calculated:
    """Met where at least the locked share of the locked population succeeded."""
    totals = summed(map(outcome_table, counts))
    result = result_of(Added(len(counts), 0, totals), None, as_of)
    infused = endpoint.population is Population.INFUSED
    share = result.of_infused if infused else result.of_accepted
    if not share.denominator or share.numerator is None:
        return Calculated(as_of, None, share, len(counts), Withheld(Reason.NOBODY))
    goal = endpoint.criterion.at_least_percent * share.denominator
    verdict = Verdict.MET if 100 * share.numerator >= goal else Verdict.NOT_MET
    return Calculated(as_of, verdict, share, len(counts))


def why_none(row: PublicProgramme, groups: Sequence[SealedGroup]) -> Withheld:
    """Why no count of the endpoint is public, and by when efficacy opens at the latest."""
    if not any(is_open(group) for group in groups):
        return nothing_open(row, len(groups))
    efficacy = [decision for decision in row.decisions if decision.stage in EFFICACY_STAGES]
    if any(decision.open for decision in efficacy):
        return Withheld(Reason.NEWER_NOT_INCLUDED)
    latest = (decision.latest_on for decision in efficacy if decision.latest_on is not None)
    return Withheld(Reason.NOT_YET, min(latest, default=None))
