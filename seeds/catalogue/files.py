"""The files of the catalogue, cell by cell as printed."""

import csv
import re
import unicodedata
from pathlib import Path

FOLDER = Path(__file__).parent
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    """The rows of one file; cells exactly as printed."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def mapping(name: str) -> dict[str, str]:
    """A two-column file of ours: first column to second."""
    return {cells[0]: cells[1] for cells in (list(row.values()) for row in rows(name))}


def slug(name: str) -> str:
    """A readable id: plain lower-case letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60]
