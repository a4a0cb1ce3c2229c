"""What is small in a workbook's file and becomes cells by the million in whoever reads it.

openpyxl makes every cell of a range that is merged, linked or commented. The parts are read as XML,
whatever they are called, in whatever encoding and spelling: a search for bytes finds one of many.
"""

from collections.abc import Mapping
from contextlib import suppress
from xml.parsers import expat

from openpyxl.utils.cell import range_boundaries

LAST_COLUMN, LAST_ROW = 16_384, 1_048_576
UNFOLDED = {"mergeCell", "hyperlink", "comment"}


def unfolded(part: bytes) -> int:
    """How many cells are made of ranges in a part of a workbook, beside the first of each.

    0 for a part that is no XML. ValueError for a range that is none, and for one that declares an
    entity: no workbook of a spreadsheet does.
    """
    cells = 0

    def begin(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal cells
        if name.rpartition(" ")[2] in UNFOLDED and "ref" in attributes:
            cells += area(attributes["ref"]) - 1

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EntityDeclHandler = begin, refuse_entity
    with suppress(expat.ExpatError):  # what is broken behind a range makes the range no smaller
        parser.Parse(part, True)
    return cells


def refuse_entity(*_: object) -> None:
    """An entity may unfold, too."""
    raise ValueError("An entity is declared.")


def area(ref: str) -> int:
    """How many cells a range has, such as A1:C9, or whole columns as in A:C."""
    left, top, right, bottom = range_boundaries(ref)
    width = (right or LAST_COLUMN) - (left or 1) + 1
    return int(width * ((bottom or LAST_ROW) - (top or 1) + 1))
