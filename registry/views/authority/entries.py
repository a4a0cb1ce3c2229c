"""Answers of fields, and what fills them."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from msgspec import Struct

from registry.views.authority.subject import Subject
from registry.views.figures import Count


class Entry(Struct, frozen=True):
    """An answer of a field: a number or a text. `item` names which of several, as a code."""

    number: Count | None = None
    text: str = ""
    item: str = ""


Fill = Callable[[Subject], Iterable[Entry]]


def told(*texts: str | None) -> Iterator[Entry]:
    """Texts, those that are not empty."""
    return (Entry(text=text) for text in texts if text)


def day(on: date | None) -> str:
    """A day as it is written in files."""
    return on.isoformat() if on else ""
