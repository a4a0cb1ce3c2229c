"""Efficacy: sums over whole open groups, by any of their keys.

A row never pools prospective with retrospective episodes, two definitions of success, or real
with fictional patients. Groups whose outcome counts are not public yet add to the accepted, and
are told apart as not included: numerators and denominators come from the same groups.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from registry.model.codes import Timing
from registry.model.sealed import SEVERAL, SealedGroup
from registry.snapshot import PublicProgramme, Snapshot
from registry.views.activity import accepted_in
from registry.views.cohort import (
    BLURRING,
    Dimension,
    Filter,
    Member,
    fits,
    key_of,
    members,
    spanned,
)
from registry.views.efficacy_reasons import (
    Cohort,
    not_included,
    wait_still_runs,
    why_no_counts,
    why_nothing_open,
)
from registry.views.efficacy_rows import (
    EfficacyRow,
    Key,
    LeftOut,
    ProgrammeStage,
    infusion_of,
    result_of,
)
from registry.views.figures import Count
from registry.views.names import Names, disease_label, names_of
from registry.views.outcomes import Outcome, primary_endpoints

RowKey = tuple[str | None, ...]


class _Candidate(Struct, frozen=True):
    """A member that the filter does not leave out; `blurred` where its group spans the filter."""

    member: Member
    endpoint_id: str
    blurred: tuple[Dimension, ...]


class _Strand(Struct, frozen=True):
    """What may be summed at all: one outcome definition, one timing, real or fictional.

    Members that differ in a key which no group can span never meet in a row.
    """

    outcome: Outcome
    timing: Timing
    synthetic: bool
    candidates: list[_Candidate]


class _Question(Struct, frozen=True):
    """What the reader asked, and where the answer comes from."""

    by: tuple[Dimension, ...]
    where: Filter
    names: Names
    as_of: date


def efficacy(
    snapshot: Snapshot, *, by: tuple[Dimension, ...], where: Filter
) -> tuple[EfficacyRow, ...]:
    """Primary outcomes by the given dimensions, in order of id.

    Each count is a number of patients summed over whole open groups of the snapshot; a group
    whose key spans a filter or a row is left out of it and counted in `left_out`. A programme
    without public counts has a withheld row. Intervals: Wilson (1927).
    """
    question = _Question(by, where, names_of(snapshot), snapshot.as_of)
    rows = [
        _row(question, strand, key)
        for strand in _strands(snapshot, question)
        for key in _keys(strand, by)
    ]
    return tuple(sorted(rows, key=lambda row: row.id))


def _strands(snapshot: Snapshot, question: _Question) -> Iterable[_Strand]:
    asked = {row.programme.id: primary_endpoints(row.programme) for row in snapshot.programmes}
    sharp = [dimension for dimension in question.by if dimension not in BLURRING]
    strands: dict[tuple[object, ...], _Strand] = {}
    for member in members(snapshot, question.names):
        blurred = spanned(member.values, question.where)
        if blurred is None:
            continue
        programme = member.programme.programme
        for outcome, endpoint_id in asked[programme.id]:
            fresh = _Strand(outcome, member.timing, programme.synthetic, [])
            apart = (outcome.id, member.timing, programme.synthetic, *key_of(member.values, sharp))
            strand = strands.setdefault(apart, fresh)
            strand.candidates.append(_Candidate(member, endpoint_id, blurred))
    return strands.values()


def _keys(strand: _Strand, by: Sequence[Dimension]) -> list[RowKey]:
    """The rows of a strand: one per key of its open groups, then those without public counts."""
    keys = list(dict.fromkeys(key_of(c.member.values, by) for c in strand.candidates if _in(c)))
    for candidate in strand.candidates:
        if not _in(candidate) and not any(_touches(candidate, key, by) for key in keys):
            values = candidate.member.values
            keys.append(tuple(None if dim in candidate.blurred else values[dim] for dim in by))
    return keys


def _in(candidate: _Candidate) -> bool:
    return candidate.member.shown is not None and not candidate.blurred


def _touches(candidate: _Candidate, key: RowKey, by: Sequence[Dimension]) -> bool:
    if candidate.member.shown is None:
        return fits(candidate.member.values, key, by)
    return _spanned_by(candidate, key, by) is not None


def _spanned_by(
    candidate: _Candidate, key: RowKey, by: Sequence[Dimension]
) -> tuple[Dimension, ...] | None:
    """The dimensions that hide whether an open group belongs to a row; None if it does not."""
    values = candidate.member.values
    differing = [dim for dim, wanted in zip(by, key, strict=True) if values[dim] != wanted]
    if any(values[dim] != SEVERAL for dim in differing):
        return None
    return tuple(sorted({*candidate.blurred, *differing}))


def _cohort(strand: _Strand, key: RowKey, by: Sequence[Dimension]) -> Cohort:
    endpoints: list[tuple[SealedGroup, str]] = []
    waiting: list[Member] = []
    inside: dict[str, PublicProgramme] = {}
    spanning: dict[tuple[Dimension, ...], list[SealedGroup]] = {}
    for candidate in strand.candidates:
        member = candidate.member
        if not _touches(candidate, key, by):
            continue
        inside[member.programme.programme.id] = member.programme
        hidden = _spanned_by(candidate, key, by)
        if member.shown is None:
            waiting.append(member)
        elif hidden:
            spanning.setdefault(hidden, []).append(member.shown)
        else:
            endpoints.append((member.shown, candidate.endpoint_id))
    left_out = (LeftOut(dims, len(g), accepted_in(g)) for dims, g in sorted(spanning.items()))
    return Cohort(endpoints, waiting, [inside[id_] for id_ in sorted(inside)], tuple(left_out))


def _row(question: _Question, strand: _Strand, key: RowKey) -> EfficacyRow:
    cohort = _cohort(strand, key, question.by)
    as_of = question.as_of
    counts = [c for group, id_ in cohort.endpoints for c in group.endpoints if c.endpoint_id == id_]
    unopened = None if cohort.groups else why_nothing_open(cohort)
    withheld = None if counts else why_no_counts(cohort)
    return EfficacyRow(
        id=_row_id(question, strand, key),
        keys=tuple(_key(dim, v, question.names) for dim, v in zip(question.by, key, strict=True)),
        timing=strand.timing,
        outcome=strand.outcome,
        programmes=tuple(
            ProgrammeStage(row.programme.id, row.programme.title, row.stage)
            for row in cohort.programmes
        ),
        groups=len(cohort.groups),
        forming=cohort.forming,
        accepted=Count(as_of, None if unopened else accepted_in(cohort.groups), unopened),
        infusion=infusion_of(cohort.groups, unopened or wait_still_runs(cohort.groups), as_of),
        result=result_of(counts, withheld, as_of),
        not_included=not_included(cohort),
        left_out=cohort.left_out,
        withheld=withheld,
        synthetic=strand.synthetic,
        as_of=as_of,
    )


def _row_id(question: _Question, strand: _Strand, key: RowKey) -> str:
    """Names the filter too, so that one id never stands for two sums."""
    where = (f"{dim}in{'+'.join(sorted(wanted))}" for dim, wanted in sorted(question.where.items()))
    keys = (f"{dim}={value or '?'}" for dim, value in zip(question.by, key, strict=True))
    kind = "FICTIONAL" if strand.synthetic else "REAL"
    return "|".join((*where, *keys, strand.timing, strand.outcome.id, kind))


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
