"""Where the report for authorities and the sums by hand differ: nowhere, they should say."""

from collections.abc import Iterable, Iterator

from plain_authority import (
    Asked,
    Numbers,
    plain_numbers,
    plain_outcomes,
    risk_of_infused,
    whole_groups,
)

from registry.model.codes import Timing
from registry.model.programme import Programme
from registry.snapshot import Snapshot
from registry.views.authority.entries import Scope
from registry.views.authority.rows import AuthorityRow, authority_rows
from registry.views.authority.subject import Subject, subjects
from registry.views.extent import Extent

SCOPES = (Scope.YEAR, Scope.ALL_YEARS)
NOT_ADDED = ("left-out", "actual-programme", "planned-programme")
"""Fields whose numbers other tests hold: what spans the question, and whole programmes."""
Key = tuple[str, Scope, Timing, str, str, str]


def told_numbers(rows: Iterable[AuthorityRow]) -> dict[Key, int]:
    """The numbers of the report by subject, scope, timing, outcome, field and item.

    A zero that stands for a whole list is told apart from its items, and is none of them.
    """
    return {
        (row.subject_id, row.scope, row.timing, row.outcome_id, row.field_id, row.item_id): value
        for row in rows
        if row.scope and row.timing is not None and row.field_id not in NOT_ADDED
        for value in [row.number.value if row.number else None]
        if value is not None
    }


def wanted_numbers(snapshot: Snapshot, extent: Extent) -> Iterator[tuple[Key, int]]:
    """The same, added up by hand."""
    known = {row.programme.id: row.programme for row in snapshot.programmes}
    for subject in subjects(snapshot, extent):
        programmes = tuple(known[row.id] for row in subject.programmes)
        for scope, year in zip(SCOPES, (extent.year, 0), strict=True):
            for timing in Timing:
                asked = Asked(programmes, extent.country, year, timing)
                yield from keyed(subject, scope, timing, "", plain_numbers(snapshot, asked))
                for outcome, numbers in plain_outcomes(snapshot, asked).items():
                    yield from keyed(subject, scope, timing, outcome, numbers)

        yield from of_programmes(snapshot, subject, programmes)


def of_programmes(
    snapshot: Snapshot, subject: Subject, programmes: Iterable[Programme]
) -> Iterator[tuple[Key, int]]:
    """Persons at risk since infusion, of each whole programme."""
    for programme in programmes:
        for timing in Timing:
            groups = whole_groups(snapshot, Asked((programme,), "", 0, timing))
            for (field, item), number in risk_of_infused(snapshot, groups).items():
                found: Numbers = {(field, f"{programme.id}/{item}"): number}
                yield from keyed(subject, Scope.PROGRAMME, timing, "", found)


def keyed(
    subject: Subject, scope: Scope, timing: Timing, outcome: str, numbers: Numbers
) -> Iterator[tuple[Key, int]]:
    for (field, item), number in numbers.items():
        yield (subject.id, scope, timing, outcome, field, item), number


def authority_differences(
    snapshot: Snapshot, extent: Extent, by_hand: Snapshot | None = None
) -> list[tuple[Key, object, object]]:
    """What the report tells and what was added up, where they differ; a list may tell of zeros.

    `by_hand` is what is added up, where it is not the snapshot of the report.
    """
    told = told_numbers(authority_rows(snapshot, extent))
    wanted = dict(wanted_numbers(by_hand or snapshot, extent))
    keys = sorted({*told, *wanted}, key=str)
    return [
        (key, told.get(key), wanted.get(key))
        for key in keys
        if told.get(key) != wanted.get(key) and (key in wanted or told[key] != 0)
    ]
