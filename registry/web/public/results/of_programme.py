"""One programme on the page of its product: its stages, its facts, and its numbers."""

from collections.abc import Iterator, Mapping

from registry import texts
from registry.model.decision import Activity
from registry.views.programmes import ProgrammeRow
from registry.web.public.frame import Asked, Page
from registry.web.public.offers import source_of
from registry.web.public.results.blocks import Block
from registry.web.public.results.cells import FICTIONAL, At, Cell, Tag, count_cell
from registry.web.public.results.curves import survival_blocks
from registry.web.public.results.making import follow_up_block, manufacturing_block
from registry.web.public.results.outcomes import outcomes_block
from registry.web.public.results.safe import safety_block
from registry.web.public.results.stages import standing, steps

ROUTES = {
    "HOSPITAL_EXEMPTION": "Hospital Exemption",
    "CLINICAL_TRIAL": "Clinical trial",
    "COMPASSIONATE_USE": "Compassionate use",
    "NAMED_PATIENT": "Named patient",
    "MARKETED_USE": "Use of a marketed product",
}


def programme_part(asked: Asked, row: ProgrammeRow, known: Mapping[str, Activity]) -> Page:
    """Everything public of a programme."""
    activity = known[row.id]
    own = activity is not Activity.CITED
    return {
        "id": f"programme-{row.id}",
        "title": row.title,
        "tags": list(tags(row)),
        "standing": standing(row, activity),
        "steps": steps(row) if own else [],
        "cards": cards(row) if own else [],
        "facts": facts(row),
        "blocks": list(blocks(asked, row)) if own else [],
        "source": source_of(row.source),
    }


def tags(row: ProgrammeRow) -> Iterator[Tag]:
    """Route, disease, and what ended or is due."""
    yield Tag(ROUTES[row.route])
    yield Tag(row.disease_label)
    if row.overdue:
        yield Tag("Result overdue", "care")
    if row.synthetic:
        yield FICTIONAL


def cards(row: ProgrammeRow) -> list[tuple[str, Cell]]:
    """How many were accepted in groups that are open, and how many were planned."""
    told = [
        (accepted_label(each.timing), count_cell(
            each.accepted, At("programmes", row.id, "activity.accepted", each.timing)
        ))
        for each in row.activity
    ]  # fmt: skip
    planned = row.planned_patients
    return [
        *told,
        ("Planned", Cell(f"{planned:,}", "patients") if planned else Cell("Not stated")),
        (
            "Result due",
            Cell(texts.day(row.result_due_on) if row.result_due_on else "No day is known yet"),
        ),
    ]


def accepted_label(timing: str) -> str:
    """What a number of accepted patients is of."""
    late = timing == "RETROSPECTIVE"
    return "Accepted, registered afterwards" if late else "Patients accepted, in open groups"


def facts(row: ProgrammeRow) -> list[tuple[str, str]]:
    """The plan of a programme, as it was registered."""
    ended = "; ".join(
        f"{event.kind.value.lower().replace('_', ' ')} on {texts.day(event.on)}"
        + (f": {event.reason.value.lower().replace('_', ' ')}" if event.reason else "")
        for event in row.events
    )
    told = {
        "Sponsor": row.sponsor_name,
        "Registered": texts.day(row.registered_on) if row.sponsor_id else "",
        "Planned end": texts.day(row.planned_end) if row.planned_end else "",
        "Other registers": ", ".join(row.identifiers),
        "Design": row.design_text,
        "What happened": ended,
        "In the words of the source": row.status_text,
    }
    return [(name, words) for name, words in told.items() if words]


def blocks(asked: Asked, row: ProgrammeRow) -> Iterator[Block]:
    """The numbers of a programme, in the order in which readers ask."""
    names, snapshot = asked.language.country, asked.snapshot
    yield outcomes_block(snapshot, row.id, names)
    yield from survival_blocks(snapshot, row.id)
    yield safety_block(snapshot, row.id, names)
    yield manufacturing_block(snapshot, row.id, names)
    yield follow_up_block(snapshot, row.id, names)
