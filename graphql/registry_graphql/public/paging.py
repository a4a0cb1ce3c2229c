"""Relay-style connections over rows in order of their id; the cursor of a row is its id."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Generic, Protocol, TypeVar, cast

import strawberry

from registry.snapshot import FrozenSnapshot
from registry_graphql.errors import Refused
from registry_graphql.public.describing import said

MOST_ROWS = 200

NodeType = TypeVar("NodeType")


class Row(Protocol):
    """A row with an id that stays the same in every snapshot."""

    @property
    def id(self) -> str:
        """The id."""


@strawberry.type(description="Whether there are further rows, and where this page starts and ends.")
class PageInfo:
    has_next_page: bool = said("Whether rows follow this page.")
    has_previous_page: bool = said("Whether rows precede this page.")
    start_cursor: str | None = said("Cursor of the first row; null on an empty page.")
    end_cursor: str | None = said("Cursor of the last row; pass it as `after` for the next page.")


@strawberry.type(description="A row with its cursor.")
class Edge(Generic[NodeType]):
    cursor: str = said("Where the row stands: pass it as `after` to continue behind it.")
    node: NodeType = said("The row.")


@strawberry.type(description="A page of rows, in order of their id.")
class Connection(Generic[NodeType]):
    edges: list[Edge[NodeType]] = said("The rows of this page.")
    page_info: PageInfo = said("What precedes and follows this page.")
    total_count: int = said("Number of rows on all pages together.")
    as_of: date | None = said("The day of the snapshot; null before the first one exists.")


First = Annotated[
    int, strawberry.argument(description=f"Rows per page: at most {MOST_ROWS}, more are cut.")
]
After = Annotated[
    str | None, strawberry.argument(description="Cursor behind which the page starts.")
]


def page(
    of: type[NodeType],  # noqa: ARG001 - says as what the rows are shown
    rows: Sequence[Row],
    first: int,
    after: str | None,
    frozen: FrozenSnapshot | None,
    *,
    by_id: bool = True,
) -> Connection[NodeType]:
    """One page of rows, which are in order of their id unless `by_id` is false."""
    start = 0 if after is None else start_after(rows, after, by_id)
    shown = rows[start : start + max(0, min(first, MOST_ROWS))]
    info = PageInfo(
        has_next_page=start + len(shown) < len(rows),
        has_previous_page=start > 0,
        start_cursor=shown[0].id if shown else None,
        end_cursor=shown[-1].id if shown else None,
    )
    return Connection(
        edges=[Edge(cursor=row.id, node=cast(NodeType, row)) for row in shown],
        page_info=info,
        total_count=len(rows),
        as_of=frozen.snapshot.as_of if frozen else None,
    )


def start_after(rows: Sequence[Row], after: str, by_id: bool) -> int:
    """Where the rows behind a cursor begin. Refused if no row has it and its place is unknown."""
    if by_id:
        return bisect_right(rows, after, key=lambda row: row.id)
    for place, row in enumerate(rows, 1):
        if row.id == after:
            return place
    raise Refused("argument after: no row of this answer has this cursor; ask without it")
