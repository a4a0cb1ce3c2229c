"""What a resolver may know: the snapshot that was current when the request came in.

A question below `at` reads the snapshot it is pinned to instead. Which one that is stands under the
name the answer has at the root, for two `at` of one request may be of two snapshots.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

import strawberry

from registry.archive import Archive
from registry.snapshot import FrozenSnapshot, Snapshot
from registry_graphql.errors import Code, Refused
from registry_graphql.surface import KEEP_NOTHING

SNAPSHOT, ARCHIVE, PINNED, BY_POST = "snapshot", "archive", "pinned", "by_post"
UNKNOWN_SNAPSHOT = "no snapshot with this number can be read here"

Info = strawberry.Info[dict[str, Any], None]
NodeType = TypeVar("NodeType")


def context_for(archive: Archive, *, by_post: bool = True) -> dict[str, Any]:
    """The context of one request: all its fields read the same snapshot, but for those pinned."""
    return {SNAPSHOT: archive.current(), ARCHIVE: archive, PINNED: {}, BY_POST: by_post}


def current(info: Info) -> FrozenSnapshot | None:
    """The snapshot of this question; None before the first one exists."""
    frozen: FrozenSnapshot | None = info.context[SNAPSHOT]
    pinned: dict[str | int, FrozenSnapshot] = info.context[PINNED]
    return pinned.get(at_root(info), frozen) if pinned else frozen


def at_root(info: Info) -> str | int:
    """The name that the answer to this question has at the root."""
    path = info.path
    while path.prev is not None:
        path = path.prev
    return path.key


def archive(info: Info) -> Archive:
    """The snapshots before the current one, and the public files."""
    found: Archive = info.context[ARCHIVE]
    return found


async def snapshot_of(info: Info, number: int) -> FrozenSnapshot | None:
    """The snapshot with a number; refused where it cannot be read here.

    None before the first one exists: then every question has an empty answer.
    """
    newest: FrozenSnapshot | None = info.context[SNAPSHOT]
    if newest is None:
        return None
    frozen = await archive(info).by_number(number)
    if frozen is None:
        raise Refused(UNKNOWN_SNAPSHOT, Code.UNKNOWN_SNAPSHOT)
    return frozen


async def pin(info: Info, number: int) -> bool:
    """Let everything below this field read one snapshot; False before the first one exists."""
    frozen = await snapshot_of(info, number)
    if frozen is not None:
        info.context[PINNED][at_root(info)] = frozen
    return frozen is not None


def keep_nothing(info: Info) -> None:
    """Let no cache keep the answer to this request, here or on the way."""
    info.context[KEEP_NOTHING] = True


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
