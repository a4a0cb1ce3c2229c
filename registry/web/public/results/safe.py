"""Is it safe? Patients with an event of each class, up to the last day that is public."""

from collections.abc import Iterator

from msgspec import structs

from registry import texts
from registry.language import Language, marked
from registry.snapshot import Snapshot
from registry.views.cohort import Dimension
from registry.views.safety import PatientsWith, SafetyAt, SafetyRow, safety
from registry.web.public.results.blocks import Block, at_row, beside, of_programme, whom
from registry.web.public.results.cells import (
    At,
    Cell,
    Table,
    capital,
    number_cell,
    said,
    share_cell,
    withheld_cell,
)

HEADS = (
    marked("Event"),
    marked("Patients"),
    marked("Share, with interval"),
    marked("Looked at to the end"),
)
QUERY = """\
{{ safety(by: [PROGRAMME, COUNTRY], filter: {{ programmes: ["{programme}"] }},
  first: 20) {{ edges {{ node {{
  keys {{ label }} timing withheld {{ text opensOn }}
  horizons {{
    day groups accepted {{ value }} infused {{ value }}
    serious {{ patients ofAccepted {{ value low high numerator denominator }} observed noneText }}
    classes {{ label patients ofAccepted {{ value low high numerator denominator }} observed }}
  }}
}} }} }} }}"""
NOBODY = marked("Nobody was looked at to the end, so nothing can be ruled out.")
MEASURES = ("patients", "of_accepted", "observed")
INTRO = marked(
    "Patients with at least one event up to the last day that is public, whoever judges what "
    "caused it. Events of patients who were never treated count too. None observed is not none. "
    "Shares and intervals are of all accepted. They can be too low: of those not looked at to the "
    "end, nobody may have told."
)


def safety_block(snapshot: Snapshot, programme: str, language: Language) -> Block:
    """Adverse events of a programme, by country as its groups allow."""
    say = language.say
    rows = of_programme(safety, snapshot, programme, Dimension.COUNTRY)
    cells = tuple(cell for row in rows for cell in safety_rows(row, language))
    caption, empty = say("Patients with adverse events"), say("No safety horizon is public.")
    return Block(
        f"safety-{programme}",
        say("Is it safe?"),
        Table(caption, said(HEADS, language), cells, empty),
        "safety",
        QUERY.format(programme=programme),
        say(INTRO),
        beside(rows, language),
    )


def safety_rows(row: SafetyRow, language: Language) -> Iterator[tuple[Cell, ...]]:
    """The classes of one cohort at its last public horizon, under a row that says of whom."""
    at = at_row("safety", row)
    if not row.horizons:
        if row.withheld is not None:
            where = at.of("withheld")
            head = Cell(whom(row, language))
            yield head, withheld_cell(row.withheld, language, where, span=3)
        return
    last = row.horizons[-1]
    yield head_row(row, last, language)
    yield class_row(last.serious, at.of("horizons.serious", str(last.day)), language)
    for each in last.classes:
        yield class_row(each, at.of("horizons.classes", f"{last.day}/{each.name}"), language)


def head_row(row: SafetyRow, last: SafetyAt, language: Language) -> tuple[Cell, ...]:
    """Of whom the rows below are: country, day, accepted and infused."""
    number, say = language.number, language.say
    words = say("%(whom)s: to day %(day)s", whom=whom(row, language), day=number(last.day))
    accepted, infused = last.accepted.value or 0, last.infused.value or 0
    note = say(
        "%(accepted)s accepted, %(infused)s of them infused",
        accepted=number(accepted),
        infused=number(infused),
    )
    return Cell(words, note), Cell("", span=3)


def class_row(each: PatientsWith, at: At, language: Language) -> tuple[Cell, ...]:
    """Patients with one class of events; where nobody had one, what that can hide."""
    where = {name: at.of(f"{at.measure}.{name}", at.item) for name in MEASURES}
    share = of_accepted(each, where["of_accepted"], language)
    if each.none_limit is not None:
        share = Cell(texts.none_of(each.observed, each.none_limit, language), quiet=True)
    elif says_nothing(each):
        share = Cell(language.say(NOBODY), quiet=True)
    return (
        Cell(capital(language.say(texts.EVENT_CLASSES[each.name]))),
        number_cell(each.patients, language, where["patients"]),
        share,
        number_cell(each.observed, language, where["observed"]),
    )


def of_accepted(each: PatientsWith, at: At, language: Language) -> Cell:
    """The share of whom an event was reported, with its interval, and of whom both are."""
    rate, number = each.of_accepted, language.number
    note = language.say(
        "%(some)s of %(all)s accepted",
        some=number(each.patients),
        all=number(rate.denominator or 0),
    )
    return structs.replace(share_cell(rate, at, language), note=note)


def says_nothing(each: PatientsWith) -> bool:
    """Whether nobody had an event, and nobody was looked at: missing is never none (law 5)."""
    return not each.patients and not each.observed
