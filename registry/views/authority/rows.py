"""The report for authorities as rows: one for each answer, and one where a field has none."""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum

from msgspec import Struct, structs

from registry.model.codes import Timing
from registry.snapshot import Snapshot
from registry.views.authority.entries import Entry, Scope
from registry.views.authority.facts import FACTS
from registry.views.authority.profile import Part, Profile, ProfileField, report_profile
from registry.views.authority.sources import COUNTED
from registry.views.authority.subject import Subject, subjects
from registry.views.extent import Extent
from registry.views.figures import Count, Reason, Withheld

FILLS = {**FACTS, **COUNTED}


class FieldState(StrEnum):
    """What became of a field. NOT_STATED: it is collected, and its source says nothing."""

    FILLED = "FILLED"
    WITHHELD = "WITHHELD"
    NOT_STATED = "NOT_STATED"
    NOT_COLLECTED = "NOT_COLLECTED"


class AuthorityRow(Struct, frozen=True):
    """An answer of a field of one approval, or of a programme without one.

    `number` is None where the answer is a text; `text` then says it, or why there is no answer.
    `item_id` is a code or an id that tells several answers of a field apart, `outcome_id` that of
    an outcome as in the table of efficacy. `scope` says whom a number counts.
    """

    id: str
    subject_id: str
    part_id: str
    field_id: str
    state: FieldState
    scope: Scope | None
    timing: Timing | None
    outcome_id: str
    item_id: str
    profile: str
    title: str
    number: Count | None
    text: str
    synthetic: bool
    as_of: date


def authority_rows(snapshot: Snapshot, extent: Extent) -> Sequence[AuthorityRow]:
    """Every field of the profile for every approval of a country, in their order.

    Source: the directory, and sums over whole sealed groups that lie wholly in year and country.
    """
    profile = report_profile()
    return [row for each in subjects(snapshot, extent) for row in rows_of(each, profile)]


def rows_of(subject: Subject, profile: Profile) -> Iterator[AuthorityRow]:
    """The rows of one subject."""
    for part in profile.parts:
        for field in part.fields:
            for n, entry in enumerate(entries_of(subject, field), 1):
                yield _row(subject, profile, part, field, entry, n)


def entries_of(subject: Subject, field: ProfileField) -> Sequence[Entry]:
    """The answers of a field, one at least. Who registered no programme has told of no patient."""
    if field.withheld is not None:
        return [withheld(subject, field.withheld)]
    if field.source in COUNTED and not subject.programmes:
        return [withheld(subject, Reason.NOT_RECEIVED)]
    found = list(FILLS[field.source](subject)) if field.source else []
    return [*without_group(subject, found), *found] or [Entry()]


def without_group(subject: Subject, found: Sequence[Entry]) -> Iterator[Entry]:
    """That no group is of the year alone, where there are answers of all years and none of it."""
    told = {(each.outcome_id, each.timing) for each in found if each.scope is Scope.YEAR}
    every = [(each.outcome_id, each.timing) for each in found if each.scope is Scope.ALL_YEARS]
    for outcome_id, timing in dict.fromkeys(every):
        if (outcome_id, timing) not in told:
            nothing = withheld(subject, Reason.NO_GROUP)
            yield structs.replace(nothing, scope=Scope.YEAR, timing=timing, outcome_id=outcome_id)


def withheld(subject: Subject, reason: Reason) -> Entry:
    """That a number is not public, and the typed reason."""
    return Entry(Count(subject.snapshot.as_of, withheld=Withheld(reason)))


def _row(
    subject: Subject, profile: Profile, part: Part, field: ProfileField, entry: Entry, place: int
) -> AuthorityRow:
    return AuthorityRow(
        id=f"{subject.id}.{field.id}.{place}",
        subject_id=subject.id,
        part_id=part.id,
        field_id=field.id,
        state=state_of(field, entry),
        scope=entry.scope,
        timing=entry.timing,
        outcome_id=entry.outcome_id,
        item_id=entry.item_id,
        profile=profile.version,
        title=field.label,
        number=entry.number,
        text=entry.text or field.because,
        synthetic=subject.synthetic,
        as_of=subject.snapshot.as_of,
    )


def state_of(field: ProfileField, entry: Entry) -> FieldState:
    """What became of a field, by its answer."""
    if entry.number is not None:
        shown = entry.number.value is not None
        return FieldState.FILLED if shown else FieldState.WITHHELD
    if not field.source:
        return FieldState.NOT_COLLECTED
    return FieldState.FILLED if entry.text else FieldState.NOT_STATED
