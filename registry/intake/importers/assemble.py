"""Parsed sheets as what is submitted, and where in the file each part of it stands."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from registry.intake.importers.cells import expected
from registry.intake.importers.findings import FileFinding, Place, file_finding
from registry.intake.importers.layout import DRAFTS, LISTS, NAME, PATIENTS
from registry.intake.importers.tables import Parsed, Row, as_fields
from registry.model.registration import CostDraft, EndpointResultDraft
from registry.model.submission import EpisodeNotice, EpisodeOutcome, SubmissionBatch

NOTICE_FIELDS = set(EpisodeNotice.__struct_fields__)
OUTCOME_FIELDS = set(EpisodeOutcome.__struct_fields__)
NOTICE_ONLY = NOTICE_FIELDS - OUTCOME_FIELDS
MONTH = PATIENTS.by_name["acceptedMonth"]
OF_UNREAD_ROWS = ("episode-registered", "submission-not-empty")
"""What follows from rows that could not be read is not told beside them."""


class ReadFile(Struct, frozen=True):
    """What a file holds for one programme, and everything wrong with its form.

    `places` leads from a path in the batch (`outcomes[3].visits[1]`) to sheet and row.
    """

    batch: SubmissionBatch
    results: tuple[tuple[EndpointResultDraft, Place], ...]
    costs: tuple[tuple[CostDraft, Place], ...]
    places: dict[str, Place]
    findings: tuple[FileFinding, ...]


def assemble(programme_id: str, sheets: Iterable[Parsed]) -> ReadFile:
    """One batch of everything the sheets tell, patients in the order of their rows."""
    by_name = {parsed.sheet.name: parsed for parsed in sheets}
    patients = rows_of(by_name, PATIENTS.name)
    places: dict[str, Place] = {}
    notices: list[EpisodeNotice] = []
    for row in patients:
        fields = as_fields(row.values)
        if "accepted_month" in fields:
            places[f"notices[{len(notices)}]"] = (PATIENTS.name, row.number)
            kept = {name: value for name, value in fields.items() if name in NOTICE_FIELDS}
            notices.append(msgspec.convert(kept, EpisodeNotice))
    outcomes = outcomes_of(patients, by_name, places)
    batch = SubmissionBatch(programme_id, tuple(notices), tuple(outcomes))
    found = [finding for parsed in by_name.values() for finding in parsed.findings]
    return ReadFile(
        batch,
        tuple(drafts(EndpointResultDraft, programme_id, by_name, "endpoints")),
        tuple(drafts(CostDraft, programme_id, by_name, "costs")),
        places,
        (*found, *without_month(by_name, batch)),
    )


def without_month(by_name: Mapping[str, Parsed], batch: SubmissionBatch) -> Iterator[FileFinding]:
    """Rows of patients that would be left out, whole or in part, for want of a month.

    A patient of whom other sheets tell needs no row; where a row of theirs could not be read, it
    is told there.
    """
    told = {n.pseudonym for n in batch.notices} | {o.pseudonym for o in batch.outcomes}
    unread = any(by_name[s.name].findings for s in LISTS.values() if s.name in by_name)
    for row in rows_of(by_name, PATIENTS.name):
        of_notice = any(path[0] in NOTICE_ONLY for path in row.values)
        is_lost = of_notice or (row.values[NAME,] not in told and not unread)
        if (MONTH.path not in row.values) and is_lost:
            yield file_finding(
                "cell-required", PATIENTS.name, row.number, MONTH.name, expected(MONTH)
            )


def rows_of(by_name: Mapping[str, Parsed], name: str) -> tuple[Row, ...]:
    """The rows of a sheet, none where the file has no such sheet."""
    return by_name[name].rows if name in by_name else ()


def outcomes_of(
    patients: Iterable[Row], by_name: Mapping[str, Parsed], places: dict[str, Place]
) -> list[EpisodeOutcome]:
    """The news of each patient: the single facts of its row and the rows of the other sheets."""
    told: dict[str, list[tuple[str, Row]]] = defaultdict(list)
    for field, sheet in LISTS.items():
        for row in rows_of(by_name, sheet.name):
            told[row.values[NAME,]].append((field, row))
    outcomes: list[EpisodeOutcome] = []
    for row in patients:
        name = row.values[NAME,]
        kept = {k: v for k, v in as_fields(row.values).items() if k in OUTCOME_FIELDS}
        rows = told.pop(name, [])
        if len(kept) > 1 + ("retrospective" in kept) or rows:
            outcomes.append(outcome(kept, rows, (PATIENTS.name, row.number), places, outcomes))
    for name, rows in told.items():
        field, first = rows[0]
        at = (LISTS[field].name, first.number)
        outcomes.append(outcome({NAME: name}, rows, at, places, outcomes))
    return outcomes


def outcome(
    fields: dict[str, Any],
    rows: Iterable[tuple[str, Row]],
    at: Place,
    places: dict[str, Place],
    before: list[EpisodeOutcome],
) -> EpisodeOutcome:
    """One patient's news; its place and those of its rows are noted."""
    path = f"outcomes[{len(before)}]"
    places[path] = at
    lists: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for field, row in rows:
        part = f"{path}.{camel_list(field)}[{len(lists[field])}]"
        places[part] = (LISTS[field].name, row.number)
        values = {p: v for p, v in row.values.items() if p != (NAME,)}
        lists[field].append(as_fields(values))
    return msgspec.convert(fields | lists, EpisodeOutcome)


def camel_list(field: str) -> str:
    """A list's name as findings write it."""
    return "adverseEvents" if field == "adverse_events" else field


def drafts(
    struct: type[Any], programme_id: str, by_name: Mapping[str, Parsed], sheet: str
) -> list[tuple[Any, Place]]:
    """The rows of an endpoint or cost sheet as drafts."""
    return [
        (
            msgspec.convert(as_fields(row.values) | {"programme_id": programme_id}, struct),
            (DRAFTS[sheet].name, row.number),
        )
        for row in rows_of(by_name, sheet)
    ]
