"""A figure: one drawing for wide screens, one for phones, and the same numbers as a table."""

from markupsafe import Markup
from msgspec import Struct

WIDE, PHONE = 640.0, 320.0


class Figure(Struct, frozen=True):
    """`name` is what a screen reader says of the drawings; the table says every number of them."""

    title: str
    name: str
    wide: Markup
    phone: Markup
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
