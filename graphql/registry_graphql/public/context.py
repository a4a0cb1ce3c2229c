"""What a resolver may know: the snapshot that was current when the request came in."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

import strawberry

from registry.snapshot import FrozenSnapshot, Snapshot

SNAPSHOT = "snapshot"

Info = strawberry.Info[dict[str, Any], None]
NodeType = TypeVar("NodeType")


def context_for(frozen: FrozenSnapshot | None) -> dict[str, Any]:
    """The context of one request: all its fields read the same snapshot."""
    return {SNAPSHOT: frozen}


def current(info: Info) -> FrozenSnapshot | None:
    """The snapshot of this request; None before the first one exists."""
    frozen: FrozenSnapshot | None = info.context[SNAPSHOT]
    return frozen


def rows(info: Info, view: Callable[[Snapshot], Sequence[Any]]) -> Sequence[Any]:
    """The rows of a view; none before the first snapshot exists."""
    frozen = current(info)
    return view(frozen.snapshot) if frozen else ()


def shown(
    of: type[NodeType],  # noqa: ARG001 - says as what the rows are shown
    info: Info,
    view: Callable[[Snapshot], Sequence[Any]],
) -> list[NodeType]:
    """The rows of a view as a list of one GraphQL type."""
    return cast(list[NodeType], list(rows(info, view)))
