"""Answers of fields, and what fills them."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from enum import StrEnum

from msgspec import Struct

from registry.model.codes import Timing
from registry.views.authority.subject import Subject
from registry.views.figures import Count


class Scope(StrEnum):
    """Whose patients a number counts: accepted in the year or in any year, in the country; or all
    of a programme, of any year and country."""

    YEAR = "YEAR"
    ALL_YEARS = "ALL_YEARS"
    PROGRAMME = "PROGRAMME"


class Entry(Struct, frozen=True):
    """An answer of a field: a number or a text.

    `item_id` names which of several, as a code or an id, and `outcome_id` of which outcome. A
    number has a scope, and of patients a timing.
    """

    number: Count | None = None
    text: str = ""
    item_id: str = ""
    outcome_id: str = ""
    scope: Scope | None = None
    timing: Timing | None = None


Fill = Callable[[Subject], Iterable[Entry]]


def told(*texts: str | None) -> Iterator[Entry]:
    """Texts, those that are not empty."""
    return (Entry(text=text) for text in texts if text)


def day(on: date | None) -> str:
    """A day as it is written in files."""
    return on.isoformat() if on else ""
