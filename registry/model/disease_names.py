"""Other names of diseases, in several languages, from the list beside this file.

The list is ours: names as patients, parents and doctors type them. It grows by a line.
"""

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from registry.model.diseases import DISEASES, NOT_STATED
from registry.model.folding import folded

LIST = Path(__file__).with_name("disease_names.csv")


@cache
def disease_names() -> tuple[tuple[str, Sequence[str]], ...]:
    """The code of a disease with each of its names, in folded words."""
    with LIST.open(newline="") as file:
        others = [(row["code"], row["name"]) for row in csv.DictReader(file)]
    labels = [(row.code, row.label) for row in DISEASES.values() if row.code != NOT_STATED]
    return tuple((code, folded(name).split()) for code, name in (*labels, *others))
