"""The stages of a programme: what is public, what opens when, and what is still needed for it."""

from collections.abc import Iterator

from registry import texts
from registry.model.decision import Activity, PublicDecision, PublicGate
from registry.views.programmes import ProgrammeRow
from registry.web.public.frame import Page
from registry.web.public.results.cells import capital, sentences

ALWAYS = ("R0", "R1", "R2", "R3", "R4", "R5")
OPEN, NEXT, CLOSED = "open", "next", "closed"


def steps(row: ProgrammeRow) -> list[Page]:
    """Every stage of a programme in order; the first that is not open is next.

    Empty for a programme cited from publications: the registry releases nothing of it.
    """
    decisions = {decision.stage: decision for decision in row.decisions}
    found: list[Page] = []
    for stage in stages_of(row):
        decision = decisions.get(stage)
        state = OPEN if decision and decision.open else CLOSED
        if state is CLOSED and all(step["state"] is OPEN for step in found):
            state = NEXT
        words = said(decision) if decision else ["Nothing is decided yet."]
        found.append({"id": stage, "label": short(stage), "state": state, "words": words})
    return found


def stages_of(row: ProgrammeRow) -> Iterator[str]:
    """The stages that a programme passes; the last is shown of those it concerns."""
    if not row.decisions:
        return
    yield from ALWAYS
    yield from (d.stage for d in row.decisions if d.stage not in ALWAYS and d.open)


def short(stage: str) -> str:
    """The name of a stage, without its explanation."""
    return capital(texts.STAGES[stage].partition(":")[0])


def said(decision: PublicDecision) -> list[str]:
    """What a decision says, in sentences."""
    return list(filter(None, opened(decision) if decision.open else awaited(decision)))


def opened(decision: PublicDecision) -> Iterator[str]:
    """Since when a stage is open, with its labels, and how far it reaches."""
    on = decision.opened_on
    yield f"Public since {texts.day(on)}." if on else "Public."
    if decision.missed and decision.latest_on:
        yield f"It was due on {texts.day(decision.latest_on)}: that release date was missed."
    yield from (texts.LABELS[label] for label in decision.labels)
    coming = next((each for each in decision.horizons if not each.open), None)
    if coming and coming.opens_on:
        yield f"Day {coming.day:,} follows by {texts.day(coming.opens_on)}."


def awaited(decision: PublicDecision) -> Iterator[str]:
    """By when a stage opens at the latest, and what would open it sooner."""
    if decision.latest_on:
        yield f"Opens on {texts.day(decision.latest_on)} at the latest."
    if hold := decision.hold:
        reason = texts.HOLD_REASONS[hold.reason]
        yield f"Held back by its sponsor until {texts.day(hold.until)}: {reason}."
    yield from (needed(gate) for gate in decision.gates if not gate.met)


def needed(gate: PublicGate) -> str:
    """A condition that is not met, with how far it is where that is public."""
    far = f"So far {gate.current:,} of {gate.required:,}." if gate.current is not None else ""
    return sentences("Still needed:", gate.sentence, far) if gate.required else gate.sentence


def standing(row: ProgrammeRow, activity: Activity) -> list[str]:
    """What a reader must know of a programme before its numbers."""
    said = []
    if activity is Activity.CITED:
        said.append(
            "Known from publications only. The registry holds no patients of it and releases "
            "nothing of its own."
        )
    if row.overdue and row.result_due_on:
        due = texts.day(row.result_due_on)
        said.append(f"Overdue: a result was due on {due} and has not been reported.")
    if row.silent:
        said.append("Silent: for two years nobody was accepted and no due visit was answered.")
    return said
