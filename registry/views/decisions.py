"""Every release decision: whether a stage of a programme is open, why, and by when it opens."""

from collections.abc import Iterator
from datetime import date

from registry.model.decision import PublicDecision
from registry.snapshot import PublicProgramme, Snapshot
from registry.views.names import Names, names_of


class DecisionRow(PublicDecision, frozen=True, kw_only=True):
    """The decision on one stage of one programme, in the words of the snapshot.

    `overdue` says that a result of the programme is due and has not come.
    """

    id: str
    programme_id: str
    programme_title: str
    product_id: str
    product_name: str
    overdue: bool
    synthetic: bool
    as_of: date


def decisions(
    snapshot: Snapshot,
    *,
    programme: str | None = None,
    stage: str | None = None,
    is_open: bool | None = None,
    overdue: bool | None = None,
    missed: bool | None = None,
) -> tuple[DecisionRow, ...]:
    """Decisions in order of id. Source: the decisions of the snapshot.

    A programme cited from elsewhere has none: the registry releases nothing of it.
    """
    names = names_of(snapshot)
    rows = (row for each in snapshot.programmes for row in _rows(each, names, snapshot.as_of))
    return tuple(
        row
        for row in sorted(rows, key=lambda row: row.id)
        if programme in (None, row.programme_id)
        and stage in (None, row.stage)
        and is_open in (None, row.open)
        and overdue in (None, row.overdue)
        and missed in (None, row.missed)
    )


def _rows(public: PublicProgramme, names: Names, as_of: date) -> Iterator[DecisionRow]:
    programme = public.programme
    product = names.products.get(programme.product_id)
    for decision in public.decisions:
        stated = {name: getattr(decision, name) for name in PublicDecision.__struct_fields__}
        yield DecisionRow(
            **stated,
            id=f"{programme.id}.{decision.stage}",
            programme_id=programme.id,
            programme_title=programme.title,
            product_id=programme.product_id,
            product_name=product.name if product else programme.product_id,
            overdue=public.overdue,
            synthetic=programme.synthetic,
            as_of=as_of,
        )
