"""One programme on the page of its product: its stages, its facts, and its numbers."""

from collections.abc import Iterator, Mapping

from registry import texts
from registry.language import Language, marked
from registry.model.decision import Activity
from registry.model.programme import ProgrammeEvent
from registry.views.activity import ActivityRow
from registry.views.programmes import ProgrammeRow
from registry.web.public.frame import Asked, Page
from registry.web.public.offers import source_of
from registry.web.public.results.blocks import Block
from registry.web.public.results.cells import (
    At,
    Cell,
    Tag,
    count_cell,
    day,
    fictional,
    not_stated,
)
from registry.web.public.results.curves import survival_blocks
from registry.web.public.results.making import follow_up_block, manufacturing_block
from registry.web.public.results.outcomes import outcomes_block
from registry.web.public.results.safe import safety_block
from registry.web.public.results.stages import standing, steps
from registry.web.public.wording import english, name

ROUTES = {
    "HOSPITAL_EXEMPTION": marked("Hospital Exemption"),
    "CLINICAL_TRIAL": marked("Clinical trial"),
    "COMPASSIONATE_USE": marked("Compassionate use"),
    "NAMED_PATIENT": marked("Named patient"),
    "MARKETED_USE": marked("Use of a marketed product"),
}


def programme_part(asked: Asked, row: ProgrammeRow, known: Mapping[str, Activity]) -> Page:
    """Everything public of a programme."""
    activity, language = known[row.id], asked.language
    own = activity is not Activity.CITED
    return head_part(row, activity, language) | {
        "cards": cards(row, language) if own else [],
        "blocks": list(blocks(asked, row)) if own else [],
    }


def head_part(row: ProgrammeRow, activity: Activity, language: Language) -> Page:
    """What is public of a programme beside its numbers: state, stages, plan."""
    return {
        "id": f"programme-{row.id}",
        "title": row.title,
        "tags": list(tags(row, language)),
        "standing": standing(row, activity, language),
        "steps": steps(row, language) if activity is not Activity.CITED else [],
        "facts": facts(row, language),
        "source": source_of(row.source),
    }


def tags(row: ProgrammeRow, language: Language) -> Iterator[Tag]:
    """Route, disease, and what ended or is due."""
    yield Tag(language.say(ROUTES[row.route]))
    yield Tag(language.say(row.disease_label))
    if row.overdue:
        yield Tag(language.say("Result overdue"), "care")
    yield from fictional(row.synthetic, language)


def cards(row: ProgrammeRow, language: Language) -> list[tuple[str, Cell]]:
    """How many were accepted in groups that are open, and how many were planned."""
    accepted = [accepted_card(row, each, language) for each in row.activity]
    return [*accepted, *plan_cards(row, language)]


def plan_cards(row: ProgrammeRow, language: Language) -> list[tuple[str, Cell]]:
    """How many were planned, and when the result is due."""
    say, planned = language.say, row.planned_patients
    return [
        (
            say("Planned"),
            Cell(language.number(planned), say("patients"))
            if planned
            else Cell(not_stated(language)),
        ),
        (
            say("Result due"),
            Cell(
                day(row.result_due_on, language)
                if row.result_due_on
                else say("No day is known yet")
            ),
        ),
    ]


def accepted_card(row: ProgrammeRow, each: ActivityRow, language: Language) -> tuple[str, Cell]:
    """How many were accepted, before or after an outcome was known."""
    at = At("programmes", row.id, "activity.accepted", each.timing)
    return accepted_label(each.timing, language), count_cell(each.accepted, at, language)


def accepted_label(timing: str, language: Language) -> str:
    """What a number of accepted patients is of."""
    if timing == "RETROSPECTIVE":
        return language.say("Accepted, registered afterwards")
    return language.say("Patients accepted, in open groups")


def facts(row: ProgrammeRow, language: Language) -> list[tuple[str, str]]:
    """The plan of a programme, as it was registered."""
    say = language.say
    told = {
        say("Sponsor"): name(row.sponsor_name),
        say("Registered"): day(row.registered_on, language) if row.sponsor_id else "",
        say("Planned end"): day(row.planned_end, language) if row.planned_end else "",
        say("Other registers"): name(", ".join(row.identifiers)),
        say("Design"): english(row.design_text, language),
        say("What happened"): "; ".join(event_words(each, language) for each in row.events),
        say("In the words of the source"): english(row.status_text, language),
    }
    return [(label, words) for label, words in told.items() if words]


def event_words(event: ProgrammeEvent, language: Language) -> str:
    """What happened to a programme, when, and why if a reason is given."""
    say, on = language.say, day(event.on, language)
    told = say("%(event)s on %(day)s", event=say(texts.PROGRAMME_EVENTS[event.kind]), day=on)
    return f"{told}: {say(texts.STOP_REASONS[event.reason])}" if event.reason else told


def blocks(asked: Asked, row: ProgrammeRow) -> Iterator[Block]:
    """The numbers of a programme, in the order in which readers ask."""
    language, snapshot = asked.language, asked.snapshot
    yield outcomes_block(snapshot, row.id, language)
    yield from survival_blocks(snapshot, row.id, language)
    yield safety_block(snapshot, row.id, language)
    yield manufacturing_block(snapshot, row.id, language)
    yield follow_up_block(snapshot, row.id, language)
