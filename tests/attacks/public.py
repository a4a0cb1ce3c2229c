"""What an attacker reads: the bytes of every snapshot, and the roll of every group.

Nothing here knows the registry's types. A snapshot is JSON; every whole number inside a group is
a public number of it, whatever it is called, so that nothing new is overlooked.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tests.attacks.algebra import Sum
from tests.attacks.publication import Published

ACCEPTED, INFUSED, SUCCESS = "accepted", "funnel.infused", "endpoints.response.success"
SAME_QUESTION = {"LUGANO": "response", "SURVIVAL": "survival", "MJOA": "function"}
"""A remainder's endpoints are named by what they measure; these are the programmes' own."""
NAMING = {"day", "grade"}
"""Whole numbers that say what is counted, and count nothing."""
MANUFACTURED = ("manufacturing.attempts", "manufacturing.failures")


@dataclass(frozen=True)
class Number:
    """One public number of one group: what it counts (`content`), on which release date.

    `as_of` is the release date its table was counted for; it changes where a table is corrected.
    """

    on: str
    group_id: str
    content: str
    value: int
    as_of: str = ""


@dataclass(frozen=True)
class Reading:
    """All snapshots of a registry as one attacker has them, with the patients of each group."""

    published: Published

    @cached_property
    def snapshots(self) -> list[dict[str, Any]]:
        """Every snapshot, as JSON."""
        return [json.loads(frozen.body) for frozen in self.published.snapshots]

    @cached_property
    def places(self) -> dict[str, int]:
        """Each patient's bit."""
        return {patient.id: n for n, patient in enumerate(self.published.world.patients)}

    @cached_property
    def members(self) -> dict[str, int]:
        """The patients of each group as a set of bits."""
        roll: Mapping[str, tuple[str, ...]] = self.published.roll
        return {id: self.bits(mine) for id, mine in roll.items()}

    @cached_property
    def numbers(self) -> list[Number]:
        """Every public number of every group in every snapshot."""
        return [number for snapshot in self.snapshots for number in numbers_of(snapshot)]

    @cached_property
    def sums(self) -> dict[str, list[Sum]]:
        """The sums over groups, by what they count, from all snapshots together.

        What a correction put in the place of a number counts something else: other news.
        """
        found: dict[str, dict[Sum, None]] = defaultdict(dict)
        first: dict[tuple[str, str], str] = {}
        for number in self.numbers:
            before = first.setdefault((number.group_id, number.content), number.as_of)
            corrected = "" if number.as_of == before else f"@{number.as_of}"
            row = Sum(self.members[number.group_id], number.value)
            found[number.content + corrected][row] = None
        return {content: list(sums) for content, sums in found.items()}

    def bits(self, patients: Any) -> int:
        """Some patients, by id, as a set of bits."""
        return sum(1 << self.places[id] for id in patients)


def numbers_of(snapshot: Mapping[str, Any]) -> Iterator[Number]:
    """Every whole number of every group of a snapshot, named by its path."""
    for group in snapshot["groups"]:
        for path, value, as_of in whole_numbers(group):
            yield Number(snapshot["as_of"], group["id"], ".".join(path), value, as_of)


def whole_numbers(
    node: Any, path: tuple[str, ...] = (), as_of: str = ""
) -> Iterator[tuple[tuple[str, ...], int, str]]:
    """Every whole number below a node of JSON that counts something, with the path to it."""
    if isinstance(node, dict):
        for name, below in node.items():
            if name not in NAMING:
                yield from whole_numbers(below, (*path, name), str(node.get("as_of", as_of)))
    elif isinstance(node, list):
        for place, below in enumerate(node):
            yield from whole_numbers(below, (*path, label(below, place)), as_of)
    elif isinstance(node, int) and not isinstance(node, bool):
        yield path, node, as_of


def label(node: Any, place: int) -> str:
    """What an element of a list is called: by its own names and days, or by its place."""
    if not isinstance(node, dict):
        return str(place)
    names = (
        SAME_QUESTION.get(str(value).split(":")[0], str(value))
        for name, value in sorted(node.items())
        if name in NAMING or (isinstance(value, str) and name != "as_of")
    )
    return "|".join(names) or str(place)


def counts_patients(content: str) -> bool:
    """Whether a content counts each patient at most once; events and attempts may be several."""
    *_, last = content.partition("@")[0].split(".")
    return last != "events" and not content.startswith(MANUFACTURED)
