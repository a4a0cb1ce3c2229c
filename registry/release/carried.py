"""What earlier decisions and holds leave to later decisions, from what is public."""

from collections.abc import Iterable
from datetime import date

from registry.model.decision import PublicDecision
from registry.model.hold import Hold
from registry.release.evidence import Carried, HeldBack
from registry.snapshot import FrozenSnapshot


def carried_from(programme_id: str, earlier: FrozenSnapshot | None) -> Carried:
    """What the latest snapshot decided of a programme."""
    programmes = earlier.snapshot.programmes if earlier else ()
    listed = (public.decisions for public in programmes if public.programme.id == programme_id)
    return carried_by(next(listed, ()))


def carried_by(decisions: Iterable[PublicDecision]) -> Carried:
    """What decisions leave to later ones.

    Where an older snapshot does not say when the gates of interim efficacy were met, they were
    met when it opened.
    """
    by_stage = {decision.stage: decision for decision in decisions}
    interim = by_stage.get("R3")
    hold = interim.hold if interim else None
    return Carried(
        {id: d.opened_on for id, d in by_stage.items() if d.opened_on is not None},
        {id: d.latest_on for id, d in by_stage.items() if d.latest_on is not None},
        (interim.gates_met_on or interim.opened_on) if interim else None,
        hold.until if hold else None,
    )


def held_back(hold: Hold | None, published_until: date | None) -> HeldBack | None:
    """A hold as rules see it, beside the day that was published as its end."""
    if hold is None:
        return None
    reason = hold.reason.value
    return HeldBack(hold.sponsor_id, reason, hold.asked_on, hold.until, published_until)
