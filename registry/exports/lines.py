"""One line of a long table: one value of one row of a view, or the reason why it is not shown."""

from datetime import date
from typing import NamedTuple

from registry import texts

SHOWN, NONE = "shown", "none"


class Place(NamedTuple):
    """Where a value stands in its row: the measure, the item within it, and its day."""

    measure: str
    item: str
    as_of: date

    def at(self, field: str) -> "Place":
        """The place of a field of the struct that stands here."""
        return self._replace(measure=f"{self.measure}.{field}" if self.measure else field)

    def of(self, name: str) -> "Place":
        """The place of one of several things that stand here."""
        return self._replace(item=f"{self.item}/{name}" if self.item else name)


class Cell(NamedTuple):
    """A value with its measure. `value` is a number, `text` any other value; null if not shown."""

    measure: str
    item: str
    unit: str
    as_of: date
    value: float | None = None
    numerator: int | None = None
    denominator: int | None = None
    low: float | None = None
    high: float | None = None
    text: str | None = None
    value_status: str = SHOWN
    status_text: str | None = None
    opens_on: date | None = None
    gates: str | None = None


def number(place: Place, unit: str, value: float | None) -> Cell:
    """A number that stands there, or that none does."""
    if value is None:
        return nothing(place, unit)
    return Cell(place.measure, place.item, unit, place.as_of, value)


def word(place: Place, unit: str, value: str | None) -> Cell:
    """A text or code; an empty one says that there is none."""
    if not value:
        return nothing(place, unit)
    return Cell(place.measure, place.item, unit, place.as_of, text=value)


def nothing(place: Place, unit: str) -> Cell:
    """That nothing is stated there. It is withheld by nobody, and it is no zero."""
    return unshown(place, unit, NONE, texts.NOTHING_STATED)


def unshown(
    place: Place,
    unit: str,
    status: str,
    status_text: str,
    opens_on: date | None = None,
    gates: str | None = None,
) -> Cell:
    """A value that is not shown, with its typed reason."""
    return Cell(
        place.measure,
        place.item,
        unit,
        place.as_of,
        value_status=status,
        status_text=status_text,
        opens_on=opens_on,
        gates=gates,
    )
