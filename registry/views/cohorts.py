"""The sealed groups behind each row of an answer: the one way from a question to sums.

A view says what it asks of each programme, and adds up what the groups of a row have public:

    def manufacturing(snapshot, *, by, where):
        asks = everybody("manufacturing")
        return tuple(_row(cohort) for cohort in cohorts(snapshot, by, where, asks))

    def _row(cohort):
        tables = [group.manufacturing for group in cohort.groups if group.manufacturing]
        withheld = None if tables else why_no_counts(cohort, SAFETY_STAGES)
        patients = sum(table.patients for table in tables)
        return ManufacturingRow(
            **head_of(cohort),
            patients=Count(cohort.as_of, patients if tables else None, withheld),
            not_included=not_included([g for g in cohort.groups if g.manufacturing is None]),
            ...
        )

`ManufacturingRow` extends `CohortRow`, whose fields `head_of` fills. A view whose programmes ask
for different things, as efficacy does for outcomes, passes its own `asks`; `counted` then pairs
each group with the id of the answer in it.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from registry.model.sealed import SEVERAL, SealedGroup
from registry.snapshot import PublicProgramme, Snapshot
from registry.views.activity import accepted_in
from registry.views.cohort import Dimension, Filter
from registry.views.cohort_rows import Cohort, Key, LeftOut, ProgrammeStage
from registry.views.figures import Count
from registry.views.names import Names, disease_label, names_of
from registry.views.reasons import why_nothing_open
from registry.views.strands import Asks, Candidate, Q, RowKey, Strand, strands


class Same(Struct, frozen=True):
    """A question that every programme asks alike."""

    id: str


class _Question(Struct, frozen=True):
    """How the reader asked, and where the answer comes from."""

    by: tuple[Dimension, ...]
    where: Filter
    names: Names
    as_of: date


def everybody(question: str) -> Asks[Same]:
    """One question asked of every programme alike, such as `survival` or `safety`."""
    answer = ((Same(question), question),)
    return lambda _: answer


def cohorts(
    snapshot: Snapshot, by: tuple[Dimension, ...], where: Filter, asks: Asks[Q]
) -> list[Cohort[Q]]:
    """One cohort per row of the answer, in order of id.

    A group is in one of them whole, or in none; where it spans the filter or a row it is told in
    `left_out`. Prospective and retrospective, real and fictional, and different questions never
    share a row. A programme that has nothing public has a cohort without groups.
    """
    question = _Question(by, where, names_of(snapshot), snapshot.as_of)
    found = [
        _cohort(question, strand, key)
        for strand in strands(snapshot, by, where, asks, question.names)
        for key in strand.keys
    ]
    return sorted(found, key=lambda cohort: cohort.id)


def head_of(cohort: Cohort[Q]) -> dict[str, Any]:
    """The fields of a `CohortRow`."""
    nothing = None if cohort.counted else why_nothing_open(cohort)
    return {
        "id": cohort.id,
        "keys": cohort.keys,
        "timing": cohort.timing,
        "programmes": tuple(
            ProgrammeStage(row.programme.id, row.programme.title, row.stage)
            for row in cohort.programmes
        ),
        "groups": len(cohort.counted),
        "forming": cohort.forming,
        "accepted": Count(
            cohort.as_of, None if nothing else accepted_in(cohort.groups), withheld=nothing
        ),
        "left_out": cohort.left_out,
        "synthetic": cohort.synthetic,
        "as_of": cohort.as_of,
    }


def _cohort(question: _Question, strand: Strand[Q], key: RowKey) -> Cohort[Q]:
    touching = [c for c in (*strand.candidates, *strand.beside) if c.touches(question.by, key)]
    counted: list[tuple[SealedGroup, str]] = []
    spanning: dict[tuple[Dimension, ...], list[SealedGroup]] = {}
    for candidate, group in _shown(touching):
        hidden = _spanned_by(candidate, key, question.by)
        if hidden or candidate.counted_as is None:
            spanning.setdefault(hidden or (), []).append(group)
        else:
            counted.append((group, candidate.counted_as))
    return Cohort(
        id=_row_id(question, strand, key),
        keys=tuple(_key(dim, v, question.names) for dim, v in zip(question.by, key, strict=True)),
        timing=strand.timing,
        synthetic=strand.synthetic,
        asked=strand.asked,
        counted=counted,
        waiting=[candidate.member for candidate in touching if candidate.member.shown is None],
        programmes=_programmes(touching, key, question.by),
        left_out=tuple(LeftOut(d, len(g), accepted_in(g)) for d, g in sorted(spanning.items())),
        as_of=question.as_of,
    )


def _shown(candidates: Sequence[Candidate]) -> Iterator[tuple[Candidate, SealedGroup]]:
    for candidate in candidates:
        if candidate.member.shown is not None:
            yield candidate, candidate.member.shown


def _programmes(
    touching: Sequence[Candidate], key: RowKey, by: Sequence[Dimension]
) -> list[PublicProgramme]:
    """The programmes of a row; a remainder names its own only where it is wholly inside."""
    inside = {
        row.programme.id: row
        for candidate in touching
        if len(candidate.member.programmes) == 1 or not _spanned_by(candidate, key, by)
        for row in candidate.member.programmes
    }
    return [inside[id] for id in sorted(inside)]


def _spanned_by(
    candidate: Candidate, key: RowKey, by: Sequence[Dimension]
) -> tuple[Dimension, ...] | None:
    """The dimensions that hide whether a group belongs to a row; None if it does not."""
    if not candidate.concerns(by, key):
        return None
    values = candidate.member.values
    several = {dim for dim, value in zip(by, key, strict=True) if values[dim] == SEVERAL != value}
    apart = () if candidate.counted_as is not None else (Dimension.PROGRAMME,)
    return tuple(sorted({*candidate.blurred, *several, *apart}))


def _row_id(question: _Question, strand: Strand[Q], key: RowKey) -> str:
    """Names the filter too, so that one id never stands for two sums."""
    where = (f"{dim}in{'+'.join(sorted(wanted))}" for dim, wanted in sorted(question.where.items()))
    keys = (f"{dim}={value or '?'}" for dim, value in zip(question.by, key, strict=True))
    kind = "FICTIONAL" if strand.synthetic else "REAL"
    return "|".join((*where, *keys, strand.timing, strand.asked.id, kind))


def _key(dimension: Dimension, value: str | None, names: Names) -> Key:
    return Key(dimension, value, _name(dimension, value or "", names))


def _name(dimension: Dimension, value: str, names: Names) -> str:
    """What people call the value; the value itself where it is its own name."""
    match dimension:
        case Dimension.PRODUCT if value in names.products:
            return names.products[value].name
        case Dimension.PROGRAMME if value in names.programmes:
            return names.programmes[value].title
        case Dimension.SPONSOR if value in names.organisations:
            return names.organisations[value].name
        case Dimension.DISEASE:
            return disease_label(value)
    return value
