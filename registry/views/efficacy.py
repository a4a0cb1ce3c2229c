"""Efficacy: sums over whole open groups, by any of their keys.

A row never pools prospective with retrospective episodes, two definitions of success, or real
with fictional patients. Groups whose outcome counts are not public yet add to the accepted, and
are told apart as not included: numerators and denominators come from the same groups.
"""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from registry.model.sealed import SEVERAL, SealedGroup
from registry.snapshot import PublicProgramme, Snapshot
from registry.views.activity import accepted_in
from registry.views.cohort import (
    Dimension,
    Filter,
    Member,
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
from registry.views.strands import Candidate, RowKey, Strand, strands


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
        for strand in strands(snapshot, by, where, question.names)
        for key in strand.keys
    ]
    return tuple(sorted(rows, key=lambda row: row.id))


def _spanned_by(
    candidate: Candidate, key: RowKey, by: Sequence[Dimension]
) -> tuple[Dimension, ...] | None:
    """The dimensions that hide whether an open group belongs to a row; None if it does not."""
    if not candidate.concerns(by, key):
        return None
    values = candidate.member.values
    several = {dim for dim, value in zip(by, key, strict=True) if values[dim] == SEVERAL != value}
    apart = () if candidate.endpoint_id is not None else (Dimension.PROGRAMME,)
    return tuple(sorted({*candidate.blurred, *several, *apart}))


def _cohort(strand: Strand, key: RowKey, by: Sequence[Dimension]) -> Cohort:
    endpoints: list[tuple[SealedGroup, str]] = []
    waiting: list[Member] = []
    inside: dict[str, PublicProgramme] = {}
    spanning: dict[tuple[Dimension, ...], list[SealedGroup]] = {}
    for candidate in (*strand.candidates, *strand.beside):
        member = candidate.member
        if not candidate.touches(by, key):
            continue
        hidden = _spanned_by(candidate, key, by)
        if member.shown is None:
            waiting.append(member)
        elif hidden or candidate.endpoint_id is None:
            spanning.setdefault(hidden or (), []).append(member.shown)
        else:
            endpoints.append((member.shown, candidate.endpoint_id))
        if not hidden or len(member.programmes) == 1:
            inside |= {row.programme.id: row for row in member.programmes}
    left_out = (LeftOut(dims, len(g), accepted_in(g)) for dims, g in sorted(spanning.items()))
    return Cohort(endpoints, waiting, [inside[id_] for id_ in sorted(inside)], tuple(left_out))


def _row(question: _Question, strand: Strand, key: RowKey) -> EfficacyRow:
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


def _row_id(question: _Question, strand: Strand, key: RowKey) -> str:
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
