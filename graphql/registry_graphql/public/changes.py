"""What changed between two snapshots."""

from datetime import date
from typing import Annotated

import strawberry

from registry import texts
from registry.snapshot import FrozenSnapshot
from registry.views.changes import ChangeKind, ChangeRow, changes
from registry_graphql.errors import Refused
from registry_graphql.public.context import SNAPSHOT, Info, snapshot_of
from registry_graphql.public.describing import enum, said
from registry_graphql.public.paging import After, Connection, First, page

enum(ChangeKind)

BACKWARDS = "the snapshot of `since` must come before that of `until`"

Since = Annotated[int, strawberry.argument(description="Number of the earlier snapshot.")]
Until = Annotated[
    int | None,
    strawberry.argument(description="Number of the later snapshot; null for the current one."),
]
AChange = Annotated[
    ChangeKind | None, strawberry.argument(description="Only changes of this kind.")
]
ChangesOf = Annotated[
    str | None, strawberry.argument(description="Only changes of the programme with this id.")
]


@strawberry.type(description="One thing that is otherwise in the later snapshot.")
class Change:
    id: strawberry.ID = said("Stable id: kind, subject and value.")
    kind: ChangeKind = said("What happened.")
    subject_id: str = said(
        "Id of the programme, decision, endpoint result, group, bundle, product, erratum or "
        "approval."
    )
    programme_ids: list[str] = said("Ids of the programmes it is about.")
    product_id: str | None = said("Id of the product, where it is one.")
    value: str = said("What is new: a stage, a verdict, a content, a month, a reason; or empty.")
    before: str = said("What it was, where something was changed; else empty.")
    synthetic: bool = said("True for invented demonstration data.")
    as_of: date = said("The day of the later snapshot.")

    @strawberry.field(description="The same as a sentence.")
    def text(self) -> str:
        return texts.change(self.kind, self.value, self.before)


@strawberry.type
class ChangeQueries:
    """The root field on changes."""

    @strawberry.field(
        description="What became public or was changed between two snapshots: programmes, stages, "
        "verdicts, groups, contents, corrections, safety notices, errata, approvals."
    )
    async def changes(
        self,
        info: Info,
        since: Since,
        until: Until = None,
        kind: AChange = None,
        programme: ChangesOf = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Change]:
        newest: FrozenSnapshot | None = info.context[SNAPSHOT]
        number = newest.snapshot.number if newest and until is None else until or 0
        earlier, later = await snapshot_of(info, since), await snapshot_of(info, number)
        if earlier is None or later is None:
            return page(Change, (), first, after, None)
        if since > number:
            raise Refused(BACKWARDS)
        found = changes(earlier.snapshot, later.snapshot)
        chosen = [row for row in found if _is_asked(row, kind, programme)]
        return page(Change, chosen, first, after, later)


def _is_asked(row: ChangeRow, kind: ChangeKind | None, programme: str | None) -> bool:
    return kind in (None, row.kind) and (programme is None or programme in row.programme_ids)
