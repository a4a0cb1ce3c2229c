"""Rows that have a global id: its type and its id, such as `Product:ari0002h`."""

from collections.abc import Callable
from typing import Any

import strawberry
from msgspec import Struct

from registry_graphql.public.describing import said

BETWEEN = ":"
_TYPES: dict[type, str] = {}


@strawberry.interface(
    description="A row that can be asked for again by its global id. Ids stay for ever."
)
class Node:
    id: strawberry.ID = said("Stable id, unique within its type.")

    @strawberry.field(
        description="Global id, unique over all types: the name of the type, a colon, the id."
    )
    def node_id(self) -> strawberry.ID:
        return strawberry.ID(f"{_TYPES[type(self)]}{BETWEEN}{self.id}")


def shows(name: str, row: type[Struct]) -> Callable[[Any, Any], bool]:
    """What a type's `is_type_of` is: whether an answer is a row of the view it shows."""
    _TYPES[row] = name
    return lambda answer, _: isinstance(answer, row)


def parts_of(global_id: str) -> tuple[str, str]:
    """The name of the type and the id within it; the id is empty where it is no global id."""
    name, _, id = global_id.partition(BETWEEN)
    return name, id
