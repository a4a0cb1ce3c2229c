"""Why a row over sealed groups has no number where it has none."""

from collections.abc import Sequence

from registry.snapshot import PublicProgramme
from registry.views.activity import nothing_open
from registry.views.cohort_rows import Cohort
from registry.views.figures import Reason, Withheld
from registry.views.index import Q

ACTIVITY_STAGES = ("R1",)
SAFETY_STAGES = ("R2",)
EFFICACY_STAGES = ("R3", "R4", "R6")
"""The stages with any of which a content opens; the gates of the first are told."""


def why_nothing_open(cohort: Cohort[Q]) -> Withheld:
    """Why no group of the row is open, in the words of the furthest of its programmes."""
    if not len(cohort.waiting):
        return Withheld(Reason.SPANS)
    waiting = (cohort.index.programmes[r] for r in cohort.index.programmes_at(cohort.waiting))
    reasons = {nothing_open(row, cohort.forming).reason for row in waiting}
    order = (Reason.SEALED, Reason.FEWER_THAN_11, Reason.NOT_RECEIVED)
    return Withheld(next(reason for reason in order if reason in reasons))


def why_no_counts(cohort: Cohort[Q], stages: Sequence[str]) -> Withheld:
    """Why the row has no count that opens with one of `stages`, and by when one opens at latest.

    Where the stage of a programme is open already, only the observation of its groups runs on.
    """
    programmes = cohort.programmes
    closed = [row for row in programmes if not _is_open(row, stages)]
    if len(cohort.places) and len(closed) < len(programmes):
        return Withheld(Reason.NEWER_NOT_INCLUDED)
    reason = Reason.NOT_YET if len(cohort.places) else why_nothing_open(cohort).reason
    decisions = [decision for row in closed for decision in row.decisions]
    latest = (d.latest_on for d in decisions if d.stage in stages and d.latest_on)
    gates = (gate for d in decisions if d.stage == stages[0] for gate in d.gates if not gate.met)
    unlike = {gate.sentence: gate for gate in gates}
    return Withheld(reason, min(latest, default=None), tuple(unlike.values()))


def _is_open(row: PublicProgramme, stages: Sequence[str]) -> bool:
    return any(decision.open for decision in row.decisions if decision.stage in stages)


def wait_still_runs(cohort: Cohort[Q]) -> Withheld:
    """Why no funnel is public, and when the first opens."""
    days = (group.funnel_opens_on for group in cohort.groups if group.funnel_opens_on is not None)
    return Withheld(Reason.NOT_YET, min(days, default=None))
