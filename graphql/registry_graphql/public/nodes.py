"""Asking for rows again by their global ids (GraphQL Global Object Identification)."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Annotated, cast

import strawberry
from msgspec import Struct

from registry.snapshot import Snapshot
from registry.views.advice import advice
from registry.views.costs import costs, pooled_costs
from registry.views.decisions import decisions
from registry.views.directory import centre, offer
from registry.views.endpoint_results import endpoint_results
from registry.views.lay_summaries import lay_summaries
from registry.views.products import approvals, product
from registry.views.programmes import programme
from registry.views.wishes import key_requests
from registry_graphql.public.context import Info, current
from registry_graphql.public.node import Node, parts_of

Found = Mapping[str, Struct]
Finder = Callable[[Snapshot, Collection[str]], Found]


def _each(
    one: Callable[[Snapshot, str], Struct | None], snapshot: Snapshot, ids: Collection[str]
) -> Found:
    """Rows that a view finds one by one."""
    found = ((id, one(snapshot, id)) for id in ids)
    return {id: row for id, row in found if row is not None}


def _among(
    view: Callable[[Snapshot], Sequence[Struct]], snapshot: Snapshot, ids: Collection[str]
) -> Found:
    """Rows of a view whose ids were asked for; the view is read once."""
    return {id: row for row in view(snapshot) if (id := getattr(row, "id", "")) in ids}


FINDERS: Mapping[str, Finder] = {
    "Centre": partial(_each, centre),
    "Offer": partial(_each, offer),
    "Product": partial(_each, product),
    "Programme": partial(_each, programme),
    "Approval": partial(_among, approvals),
    "EndpointResult": partial(_among, endpoint_results),
    "Cost": partial(_among, costs),
    "PooledCost": partial(_among, pooled_costs),
    "Advice": partial(_among, advice),
    "LaySummary": partial(_among, lay_summaries),
    "ReleaseDecision": partial(_among, decisions),
    "KeyRequest": partial(_among, key_requests),
}
"""How rows of each type are found. A name stays for ever: it is part of what people keep."""


def nodes_in(snapshot: Snapshot, global_ids: Sequence[str]) -> list[Struct | None]:
    """The rows with these global ids, in their order; None where nothing has one."""
    asked: dict[str, set[str]] = defaultdict(set)
    for name, id in map(parts_of, global_ids):
        if name in FINDERS:
            asked[name].add(id)
    found = {name: FINDERS[name](snapshot, ids) for name, ids in asked.items()}
    return [found.get(name, {}).get(id) for name, id in map(parts_of, global_ids)]


AnId = Annotated[strawberry.ID, strawberry.argument(description="Global id, a row's `nodeId`.")]
Ids = Annotated[
    list[strawberry.ID], strawberry.argument(description="Global ids, rows' `nodeId`s.")
]


@strawberry.type
class NodeQueries:
    """The root fields that find rows by their global ids."""

    @strawberry.field(description="The row with a global id; null where nothing has it.")
    def node(self, info: Info, id: AnId) -> Node | None:
        frozen = current(info)
        return cast(Node | None, nodes_in(frozen.snapshot, [id])[0] if frozen else None)

    @strawberry.field(
        description="The rows with these global ids, in their order; null for what is not there."
    )
    def nodes(self, info: Info, ids: Ids) -> list[Node | None]:
        frozen = current(info)
        found = nodes_in(frozen.snapshot, ids) if frozen else [None] * len(ids)
        return cast(list[Node | None], found)
