"""What earlier decisions and holds leave to later decisions, from what is public."""

from collections.abc import Mapping

from registry.model.decision import PublicDecision
from registry.model.hold import Hold
from registry.release.evidence import Carried, HeldBack
from registry.release.rules import Decision
from registry.snapshot import FrozenSnapshot


def carried_from(programme_id: str, earlier: FrozenSnapshot | None) -> Carried:
    """What the latest snapshot decided of a programme."""
    programmes = earlier.snapshot.programmes if earlier else ()
    listed = (public.decisions for public in programmes if public.programme.id == programme_id)
    return carried_by({decision.stage: decision for decision in next(listed, ())})


def carried_by(decisions: Mapping[str, PublicDecision | Decision]) -> Carried:
    """What decisions leave to later ones, by stage.

    Where an older snapshot does not say when the gates of interim efficacy were met, they were
    met when it opened.
    """
    interim = decisions.get("R3")
    met_on = (interim.gates_met_on or interim.opened_on) if interim else None
    opened = {id: d.opened_on for id, d in decisions.items() if d.opened_on is not None}
    return Carried(opened, met_on)


def held_back(hold: Hold | None) -> HeldBack | None:
    """A hold as rules see it."""
    if hold is None:
        return None
    return HeldBack(hold.sponsor_id, hold.reason.value, hold.asked_on, hold.until)
