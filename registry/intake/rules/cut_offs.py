"""Rules on cut-offs: announced before they come, and not so often that they choose who is shown."""

from collections.abc import Iterator
from datetime import timedelta

from registry.intake.rules.known import DraftRule, Known
from registry.model.programme import closed_on
from registry.model.registration import CutOffDraft, Draft

FURTHEST, APART = timedelta(days=731), timedelta(days=182)


def ahead(draft: Draft, known: Known) -> Iterator[str]:
    """The cut-off lies ahead, at most two years, and the programme still accepts patients."""
    if not isinstance(draft, CutOffDraft):
        return
    if not known.received_on < draft.on <= known.received_on + FURTHEST:
        yield "on"
    programme = known.programmes.get(draft.programme_id)
    if programme is not None and closed_on(programme) is not None:
        yield "programmeId"


def apart(draft: Draft, known: Known) -> Iterator[str]:
    """No other cut-off of the programme lies within half a year."""
    if not isinstance(draft, CutOffDraft):
        return
    programme = known.programmes.get(draft.programme_id)
    others = programme.cut_offs if programme else ()
    if any(abs(draft.on - other.on) < APART for other in others):
        yield "on"


CUT_OFF_RULES = (
    DraftRule(
        "cut-off-ahead",
        "This cut-off has come already, lies more than two years ahead, or nobody is accepted.",
        "Announce a cut-off before its day, while the programme accepts patients.",
        ahead,
    ),
    DraftRule(
        "cut-off-apart",
        "Another cut-off of this programme lies within half a year.",
        "Use the one announced, or a day at least 182 days from it.",
        apart,
    ),
)
