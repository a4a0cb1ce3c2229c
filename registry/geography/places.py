"""Towns and countries on the map, from the files beside this one (README.md)."""

import csv
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from msgspec import Struct

from registry.model.folding import folded

HERE = Path(__file__).parent


class Place(Struct, frozen=True):
    """A town: degrees (WGS 84), and whether a reader can choose it as a starting point."""

    id: str
    name: str
    country: str
    latitude: float
    longitude: float
    offered: bool

    @property
    def at(self) -> tuple[float, float]:
        """Latitude and longitude."""
        return self.latitude, self.longitude


class Outline(Struct, frozen=True):
    """A country on the map: its path and its middle, in units of the map."""

    code: str
    middle: tuple[int, int]
    path: str


@cache
def places() -> Mapping[str, Place]:
    """Every town by id."""
    with (HERE / "places.csv").open(newline="") as file:
        read = [place(row) for row in csv.DictReader(file)]
    return {each.id: each for each in read}


def place(row: Mapping[str, str]) -> Place:
    """A line of the file."""
    id = f"{row['country'].lower()}-{folded(row['name']).replace(' ', '-')}"
    at = float(row["latitude"]), float(row["longitude"])
    return Place(id, row["name"], row["country"], *at, row["offered"] == "yes")


@cache
def _by_name() -> Mapping[tuple[str, str], Place]:
    with (HERE / "places.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        (row["country"], folded(name)): place(row)
        for row in rows
        for name in (row["name"], *row["also"].split("|"))
        if name
    }


def find_place(country: str, city: str) -> Place | None:
    """The town of this name in a country, under any of its names; None where it is not known."""
    return _by_name().get((country, folded(city)))


def towns_named(name: str) -> tuple[Place, ...]:
    """The towns of any country that have this folded name, under any of their names."""
    return _everywhere().get(name, ())


@cache
def _everywhere() -> Mapping[str, tuple[Place, ...]]:
    found: dict[str, tuple[Place, ...]] = {}
    for (_, name), town in _by_name().items():
        found[name] = (*found.get(name, ()), town)
    return found


@cache
def outlines() -> Mapping[str, Outline]:
    """Countries by ISO 3166-1 alpha-2; `others` is the land around them."""
    read = json.loads((HERE / "europe.json").read_text())
    return {row["code"]: Outline(row["code"], tuple(row["middle"]), row["path"]) for row in read}
