"""The sealed groups behind each row of an answer: the one way from a question to sums.

A view says what it asks of each programme, names additive counts, and adds them up:

    MANUFACTURING = everybody("manufacturing")
    ATTEMPTS = Counts("attempts", lambda group, _: group.manufacturing, _attempts)

    def manufacturing(snapshot, *, by, where):
        return tuple(map(_row, cohorts(snapshot, by, where, MANUFACTURING)))

    def _row(cohort):
        sums = cohort.add(ATTEMPTS)
        withheld = None if sums.groups else why_no_counts(cohort, SAFETY_STAGES)
        return ManufacturingRow(
            **head_of(cohort),
            patients=Count(cohort.as_of, sums.totals.get("patients"), withheld),
            failures=by_code(sums.totals, "failures"),
            not_included=cohort.newer(sums),
            ...
        )

`ManufacturingRow` extends `CohortRow`, whose fields `head_of` fills. `Counts` finds a content in a
group, None while it is not public, and names its counts in a flat table, as `_attempts` would in
{"patients": 12, **coded("failures", {"STERILITY": 1})}. Both are asked once per group and snapshot,
so a row over any number of groups costs the same few steps. What is no sum can be read off
`cohort.groups`. A view whose programmes ask for different things, as efficacy does for outcomes,
passes its own `Asks`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from registry.model.sealed import SEVERAL
from registry.snapshot import Snapshot
from registry.views.alike import candidates
from registry.views.cohort import Dimension, Filter
from registry.views.cohort_rows import Cohort, Key, LeftOut
from registry.views.columns import Answer
from registry.views.figures import Count
from registry.views.index import Asks, Index, Q, index_of
from registry.views.names import NOT_STATED, Names, disease_label
from registry.views.reasons import why_nothing_open
from registry.views.strands import Candidate, RowKey, Strand, strands

if TYPE_CHECKING:
    from registry.views.index import Numbers


class Same(Struct, frozen=True):
    """A question that every programme asks alike."""

    id: str


class _Question(Struct, frozen=True, eq=False):
    """How the reader asked, and where the answer comes from."""

    index: Index
    by: tuple[Dimension, ...]
    where: str
    answer: Answer


class _Beside(Struct, frozen=True, eq=False):
    """What touches rows without being their own; the same for all rows that it touches alike.

    `inside` is counted in them, `left_out` is not; `waiting` are places of members that may join
    later, of which `forming` are sealed groups. `ranks` are the programmes told of the latter two.
    """

    inside: list[Candidate]
    waiting: Numbers
    forming: int
    ranks: set[int]
    left_out: tuple[LeftOut, ...]


def everybody(question: str) -> Asks[Same]:
    """One question asked of every programme alike, such as `survival` or `safety`."""
    answer = ((Same(question), question),)
    return Asks(question, lambda _: answer)


def cohorts(
    snapshot: Snapshot, by: tuple[Dimension, ...], where: Filter, asks: Asks[Q]
) -> list[Cohort[Q]]:
    """One cohort per row of the answer, in order of id.

    A group is in one of them whole, or in none; where it spans the filter or a row it is told in
    `left_out`. Prospective and retrospective, real and fictional, and different questions never
    share a row. A programme that has nothing public has a cohort without groups.
    """
    index = index_of(snapshot)
    question = _Question(index, by, _named(where), Answer(index, asks))
    found = (
        cohort
        for strand in strands(by, candidates(index, by, where, asks))
        for cohort in _cohorts(question, strand)
    )
    return sorted(found, key=lambda cohort: cohort.id)


def head_of(cohort: Cohort[Q]) -> dict[str, Any]:
    """The fields of a `CohortRow`."""
    nothing = None if len(cohort.places) else why_nothing_open(cohort)
    return {
        "id": cohort.id,
        "keys": cohort.keys,
        "timing": cohort.timing,
        "programmes": tuple([cohort.index.stages[rank] for rank in cohort.ranks]),
        "groups": len(cohort.places),
        "forming": cohort.forming,
        "accepted": Count(cohort.as_of, None if nothing else cohort.accepted, nothing),
        "left_out": cohort.left_out,
        "synthetic": cohort.synthetic,
        "as_of": cohort.as_of,
    }


def _cohorts(question: _Question, strand: Strand[Q]) -> Iterator[Cohort[Q]]:
    index, by = question.index, question.by
    exact: dict[RowKey, list[Candidate]] = defaultdict(list)
    wide: list[Candidate] = [*strand.beside]
    for candidate in strand.candidates:
        (exact[candidate.own_key(by)] if candidate.is_exact(by) else wide).append(candidate)
    found: dict[tuple[object, ...], _Beside] = {}
    for key in strand.keys:
        spans = tuple([value == SEVERAL for value in key])
        touching = [n for n, candidate in enumerate(wide) if candidate.touches(by, key)]
        alike = (spans, *touching)
        if alike not in found:
            found[alike] = _beside(index, by, spans, [wide[n] for n in touching])
        yield _cohort(question, strand, key, exact[key], found[alike])


def _beside(
    index: Index, by: Sequence[Dimension], spans: Sequence[bool], touching: Sequence[Candidate]
) -> _Beside:
    """What touches a row without being its own, told apart."""
    inside, told, waiting = [], [], []
    spanning: dict[tuple[Dimension, ...], list[Candidate]] = defaultdict(list)
    for each in touching:
        hidden = _spanned_by(each, by, spans)
        if not each.is_shown:
            waiting.append(each)
        elif hidden:
            spanning[hidden].append(each)
            told += [] if each.member.is_remainder else [each]
        else:
            inside.append(each)
    places = _together(waiting)
    return _Beside(
        inside,
        places,
        int(index.forming[places].sum()),
        index.programmes_at(_together([*told, *waiting])),
        tuple([_left_out(dims, some) for dims, some in sorted(spanning.items())]),
    )


def _cohort(
    question: _Question,
    strand: Strand[Q],
    key: RowKey,
    exact: Sequence[Candidate],
    beside: _Beside,
) -> Cohort[Q]:
    index, by = question.index, question.by
    inside = [*exact, *beside.inside]
    places = _together(inside)
    return Cohort(
        id=_row_id(question, strand, key),
        keys=tuple([_key(dim, v, index.names) for dim, v in zip(by, key, strict=True)]),
        timing=strand.timing,
        synthetic=strand.synthetic,
        asked=strand.asked,
        index=index,
        answer=question.answer,
        number=question.answer.enter(strand.asked, places),
        places=places,
        accepted=sum([each.accepted for each in inside]),
        waiting=beside.waiting,
        forming=beside.forming,
        ranks=sorted(beside.ranks | index.programmes_at(places)),
        left_out=beside.left_out,
    )


def _together(some: Sequence[Candidate]) -> Numbers:
    """The places of candidates."""
    import numpy as np

    if len(some) == 1:
        return some[0].places
    return np.concatenate([each.places for each in some]) if some else np.zeros(0, dtype=np.int64)


def _left_out(dimensions: tuple[Dimension, ...], some: Sequence[Candidate]) -> LeftOut:
    groups = sum([len(each.places) for each in some])
    return LeftOut(dimensions, groups, sum([each.accepted for each in some]))


def _spanned_by(
    candidate: Candidate, by: Sequence[Dimension], spans: Sequence[bool]
) -> tuple[Dimension, ...]:
    """The dimensions that hide whether groups that may belong to a row do.

    `spans` says of each dimension of the grouping whether the row itself is of several values.
    """
    values = candidate.member.values
    pairs = zip(by, spans, strict=True)
    several = [dim for dim, is_several in pairs if values[dim] == SEVERAL and not is_several]
    apart = () if candidate.asks else (Dimension.PROGRAMME,)
    return tuple(sorted({*candidate.blurred, *several, *apart}))


def _named(where: Filter) -> str:
    """The filter as part of an id, so that one id never stands for two sums."""
    return "".join(f"{dim}in{'+'.join(sorted(some))}|" for dim, some in sorted(where.items()))


def _row_id(question: _Question, strand: Strand[Q], key: RowKey) -> str:
    keys = (f"{dim}={value or '?'}" for dim, value in zip(question.by, key, strict=True))
    kind = "FICTIONAL" if strand.synthetic else "REAL"
    return question.where + "|".join((*keys, strand.timing, strand.asked.id, kind))


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
    return "not stated" if value == NOT_STATED else value
