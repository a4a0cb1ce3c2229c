"""The stages of a programme: what is public, what opens when, and what is still needed for it."""

from collections.abc import Iterator

from registry import texts
from registry.language import Language, marked
from registry.model.decision import Activity, PublicDecision, PublicGate
from registry.views.programmes import ProgrammeRow
from registry.web.public.frame import Page
from registry.web.public.results.cells import Tag, capital, day, sentences
from registry.web.public.results.conditions import condition

ALWAYS = ("R0", "R1", "R2", "R3", "R4", "R5")
CITED = marked(
    "Known from publications only. The registry holds no patients of it and releases nothing of "
    "its own."
)
SILENT = marked("Silent: for two years nobody was accepted and no due visit was answered.")
OPEN, NEXT, CLOSED = "open", "next", "closed"


def steps(row: ProgrammeRow, language: Language) -> list[Page]:
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
        words = (
            reasons(decision, language) if decision else [language.say("Nothing is decided yet.")]
        )
        found.append({"id": stage, "label": short(stage, language), "state": state, "words": words})
    return found


def stages_of(row: ProgrammeRow) -> Iterator[str]:
    """The stages that a programme passes; the last is shown of those it concerns."""
    if not row.decisions:
        return
    yield from ALWAYS
    yield from (d.stage for d in row.decisions if d.stage not in ALWAYS and d.open)


def short(stage: str, language: Language) -> str:
    """The name of a stage, without its explanation."""
    return capital(language.say(texts.STAGE_NAMES[stage]))


def reasons(decision: PublicDecision, language: Language) -> list[str]:
    """Why a stage is open or not, in sentences: the same on every page."""
    words = opened if decision.open else awaited
    return list(filter(None, words(decision, language)))


def opened(decision: PublicDecision, language: Language) -> Iterator[str]:
    """Since when a stage is open, with its labels, and how far it reaches."""
    say, on = language.say, decision.opened_on
    yield say("Public since %(day)s.", day=day(on, language)) if on else say("Public.")
    if decision.missed and decision.latest_on:
        due = day(decision.latest_on, language)
        yield say("It was due on %(day)s: that release date was missed.", day=due)
    yield from (say(texts.LABELS[label]) for label in decision.labels)
    if not all(gate.met for gate in decision.gates):
        yield say("Not every condition is met today: what has opened, or was promised, stays.")
    coming = next((each for each in decision.horizons if not each.open), None)
    if coming and coming.opens_on:
        number, on_day = language.number(coming.day), day(coming.opens_on, language)
        yield say("Day %(number)s follows by %(day)s.", number=number, day=on_day)


def awaited(decision: PublicDecision, language: Language) -> Iterator[str]:
    """By when a stage opens at the latest, and what would open it sooner."""
    say = language.say
    if decision.latest_on:
        yield say("Opens on %(day)s at the latest.", day=day(decision.latest_on, language))
    if hold := decision.hold:
        yield say(
            "Held back by its sponsor until %(day)s: %(reason)s.",
            day=day(hold.until, language),
            reason=say(texts.HOLD_REASONS[hold.reason]),
        )
    yield from (needed(gate, language) for gate in decision.gates if not gate.met)


def needed(gate: PublicGate, language: Language) -> str:
    """A condition that is not met, with how far it is where that is public."""
    far = ""
    if gate.required and gate.current is not None:
        some, all_ = language.number(gate.current), language.number(gate.required)
        far = language.say("So far %(some)s of %(all)s.", some=some, all=all_)
    return sentences(language.say("Still needed:"), condition(gate, language), far)


def standing(row: ProgrammeRow, activity: Activity, language: Language) -> list[Tag]:
    """What a reader must know of a programme before its numbers; amber where it owes a result."""
    say, told = language.say, []
    if activity is Activity.CITED:
        told.append(Tag(say(CITED)))
    if row.overdue and row.result_due_on:
        due = day(row.result_due_on, language)
        words = say("Overdue: a result was due on %(day)s and has not been reported.", day=due)
        told.append(Tag(words, "care"))
    if row.silent:
        told.append(Tag(say(SILENT)))
    return told
