"""What an application remembers, put back to what it was when it was built.

Building one costs more than most tests do, so it is lent to one test after the other, and none may
meet what another left in it. Whatever it holds is found by looking, not by a list of names: a new
cache is put back like those of today.
"""

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from functools import partial
from types import FunctionType, MethodType
from typing import Any

from msgspec import Struct

OURS = ("registry", "registry_graphql", "anonymise", "lent", "asyncio")
"""Of the objects of other packages none is looked into: they are made for one use or hold code."""
CONTAINERS = (OrderedDict, dict, list, set, deque)


class AsBuilt:
    """Everything that can be changed and is held by what was looked at, as it was then."""

    def __init__(self, *roots: object) -> None:
        self.known: dict[int, object] = {}
        self.put_back: list[Callable[[], None]] = []
        self.look_at(*roots)

    def look_at(self, *roots: object) -> None:
        """Remember what the roots hold that was not looked at before."""
        waiting = list(roots)
        while waiting:
            each = waiting.pop()
            if id(each) not in self.known and (held := held_by(each)) is not None:
                self.known[id(each)] = each
                self.put_back += putting_back(each)
                waiting += held

    def again(self) -> None:
        """Let everything hold what it held."""
        for put in self.put_back:
            put()


def held_by(each: Any) -> Iterable[Any] | None:
    """What an object holds; None where nobody needs to look."""
    if isinstance(each, (tuple, frozenset, *CONTAINERS)):
        return list(each.values()) if isinstance(each, dict) else list(each)
    if isinstance(each, FunctionType):
        return [cell.cell_contents for cell in each.__closure__ or () if not is_empty(cell)]
    if isinstance(each, MethodType):
        return (each.__self__, each.__func__)
    if isinstance(each, partial):
        return (each.func, *each.args, *each.keywords.values())
    if isinstance(each, type) or not is_ours(each):
        return None
    return list(told(each).values())


def is_empty(cell: Any) -> bool:
    """Whether nothing was put into the cell of a closure yet."""
    try:
        return cell.cell_contents is cell
    except ValueError:
        return True


def is_ours(each: object) -> bool:
    """Whether an object is of a class of ours, or what tasks wait at."""
    return type(each).__module__.partition(".")[0] in OURS


def told(each: Any) -> dict[str, Any]:
    """The parts of an object by name."""
    if isinstance(each, Struct):
        return {name: getattr(each, name) for name in each.__struct_fields__}
    return dict(getattr(each, "__dict__", {}))


def putting_back(each: Any) -> list[Callable[[], None]]:
    """What lets one object hold again what it holds now; nothing where it cannot be changed."""
    if isinstance(each, CONTAINERS):
        return [partial(refill, each, each.copy())]
    if isinstance(each, Struct):
        is_fixed = type(each).__struct_config__.frozen
        return [] if is_fixed else [partial(set_parts, each, told(each))]
    has_parts = is_ours(each) and hasattr(each, "__dict__")
    return [partial(refill, each.__dict__, told(each))] if has_parts else []


def refill(container: Any, content: Any) -> None:
    """Empty a container and give it the content."""
    container.clear()
    (container.extend if isinstance(container, (list, deque)) else container.update)(content)


def set_parts(each: Any, parts: dict[str, Any]) -> None:
    """Give a structure its parts."""
    for name, part in parts.items():
        setattr(each, name, part)
