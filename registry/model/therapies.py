"""Kinds of therapy as people ask for them, and by which facts of a product it is one of a kind.

A product is of a kind only where its class, its cells or the words of its active substance say so.
"""

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from msgspec import Struct

from registry.model.codes import AtmpClass, CellSource
from registry.model.folding import folded
from registry.model.product import Product

LIST = Path(__file__).with_name("therapy_names.csv")
TYPE_KNOWN = "Products whose type is not stated are not among them."
CELLS_KNOWN = "Only products that are said to be made of such cells are among them."


class Therapy(Struct, frozen=True):
    """A kind of therapy: `label` in the plural, `note` says what is counted as it.

    A product is one by its class or its cells, or by one of these folded `words` in its active
    substance.
    """

    code: str
    label: str
    note: str
    atmp_class: AtmpClass | None = None
    cells: CellSource | None = None
    words: tuple[str, ...] = ()


_ROWS = (
    Therapy("gene", "gene therapies", TYPE_KNOWN, AtmpClass.GTMP),
    Therapy(
        "cell",
        "cell therapies",
        "Cells whose genes were changed, such as CAR-T cells, count as gene therapy. "
        "Products whose type is not stated are not among them.",
        AtmpClass.SCTMP,
    ),
    Therapy("tissue", "therapies made of tissue", TYPE_KNOWN, AtmpClass.TEP),
    Therapy(
        "combined",
        "therapies combined with a medical device",
        TYPE_KNOWN,
        AtmpClass.COMBINED,
    ),
    Therapy(
        "car-t",
        "CAR-T therapies",
        "Only products whose active substance is said to be CAR-T cells are among them.",
        words=("car t", "cart", "chimeric antigen receptor"),
    ),
    Therapy(
        "t-cells",
        "therapies made of T cells",
        CELLS_KNOWN,
        cells=CellSource.T_CELLS,
        words=("t cells", "t cell", "car t", "cart"),
    ),
    Therapy(
        "stem-cells",
        "therapies made of stem cells",
        CELLS_KNOWN,
        cells=CellSource.BLOOD_STEM_CELLS,
        words=("stem cell", "stem cells", "cd34"),
    ),
    Therapy(
        "stromal-cells",
        "therapies made of stromal cells",
        CELLS_KNOWN,
        cells=CellSource.STROMAL_CELLS,
        words=("stromal", "mesenchymal"),
    ),
)

THERAPIES = {therapy.code: therapy for therapy in _ROWS}


def therapies_of(product: Product) -> frozenset[str]:
    """The codes of the kinds that a product is said to be of."""
    substance = f" {folded(product.active_substance)} "
    return frozenset(
        each.code
        for each in _ROWS
        if (each.atmp_class is not None and each.atmp_class is product.atmp_class)
        or (each.cells is not None and each.cells is product.cell_source)
        or any(f" {words} " in substance for words in each.words)
    )


@cache
def therapy_names() -> tuple[tuple[str, Sequence[str]], ...]:
    """The code of a kind with each of its names, in folded words."""
    with LIST.open(newline="") as file:
        return tuple((row["code"], folded(row["name"]).split()) for row in csv.DictReader(file))
