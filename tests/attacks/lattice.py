"""Attackers who combine public sums: filters, snapshots, trackers, insiders.

Each says in its sentence what it does, and answers with what it singled out and what it knows.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from tests.attacks.algebra import (
    Contradiction,
    Sum,
    blocks,
    smallest_isolated,
    without_known,
)
from tests.attacks.public import ACCEPTED, SUCCESS, Reading, counts_patients
from tests.attacks.world import Patient

INSIDERS = ("sponsor", "centre", "country", "programme")


@dataclass(frozen=True)
class Exposure:
    """What an attack found: `tried` combinations, the fewest patients it singled out (0: none),
    patients whose outcome became certain although not all of their group share it, and patients
    whose whole group (or whom the attacker does not know of it) shares the outcome. `moved` counts
    published numbers that changed.
    """

    tried: int = 0
    fewest: int = 0
    certain: int = 0
    shared: int = 0
    moved: int = 0

    def __add__(self, other: "Exposure") -> "Exposure":
        found = [fewest for fewest in (self.fewest, other.fewest) if fewest]
        return Exposure(
            self.tried + other.tried,
            min(found, default=0),
            self.certain + other.certain,
            self.shared + other.shared,
            self.moved + other.moved,
        )


def summed(exposures: Iterable[Exposure]) -> Exposure:
    """All of them together."""
    return sum(exposures, Exposure())


def exposed(sums: Iterable[Sum], wholes: Iterable[int], all_alike: int = 0) -> Exposure:
    """What follows from sums of one kind; `wholes` are the sets that may share an outcome.

    `all_alike` are patients of whom the attacker knows without our sums that they share it.
    """
    sums = list(sums)
    try:
        found = [block for block in blocks(sums) if block.is_certain]
    except Contradiction:
        return Exposure(len(sums), moved=1)
    whole = set(wholes)
    sizes = [(p.bit_count(), p in whole or p & all_alike == p) for p in (b.patients for b in found)]
    return Exposure(
        len(sums),
        smallest_isolated(sums)[0],
        certain=sum(size for size, shares in sizes if not shares),
        shared=sum(size for size, shares in sizes if shares),
    )


def snapshots_subtracted(reading: Reading) -> Exposure:
    """Takes every number of every snapshot together: each pair of snapshots, of any content."""
    wholes = set(reading.members.values())
    return summed(
        exposed(sums, wholes)
        if counts_patients(content) and content != ACCEPTED
        else structure(sums) + Exposure(moved=moved(sums))
        for content, sums in reading.sums.items()
    )


def moved(sums: Iterable[Sum]) -> int:
    """How many sums have another value in a later snapshot."""
    sums = list(sums)
    return len(sums) - len({row.patients for row in sums})


def structure(sums: Iterable[Sum]) -> Exposure:
    """Who can be singled out, where everybody has the property."""
    sums = list(sums)
    return Exposure(len(sums), smallest_isolated(sums)[0])


def insiders(reading: Reading) -> Iterator[tuple[str, str, int]]:
    """Who knows some patients: the kind of insider, its name, and whom it knows."""
    kinds: dict[str, Callable[[Patient], str]] = {
        "centre": lambda patient: patient.site.id,
        "country": lambda patient: patient.site.country,
        "programme": lambda patient: patient.programme_id,
        "sponsor": lambda patient: sponsors[patient.programme_id],
    }
    world = reading.published.world
    sponsors = {s.programme.id: s.programme.sponsor_id or "" for s in world.studies}
    for kind, key in kinds.items():
        names = sorted({key(patient) for patient in world.patients})
        for name in names:
            mine = (patient.id for patient in world.patients if key(patient) == name)
            yield kind, name, reading.bits(mine)


def insider_subtracts(reading: Reading, having: int, kind: str) -> Exposure:
    """Each insider of a kind takes its own patients off every sum of successes."""
    sums = reading.sums.get(SUCCESS, [])
    return summed(left_to(sums, known, having) for of, _, known in insiders(reading) if of == kind)


def left_to(sums: Iterable[Sum], known: int, having: int) -> Exposure:
    """What an insider learns of the others."""
    others = [s for s in without_known(sums, known, having) if s.patients]
    return exposed(others, [s.patients for s in others])


def pairs_of_answers(sets: Iterable[int]) -> Exposure:
    """Subtracts each answer of a filter from each answer that contains it."""
    distinct = sorted(set(sets), key=int.bit_count)
    rests = [
        (more & ~less).bit_count()
        for less, more in combinations(distinct, 2)
        if less & more == less
    ]
    return Exposure(len(distinct) * (len(distinct) - 1) // 2, min(rests, default=0))


def tracker(sets: Iterable[int]) -> Exposure:
    """Adds and subtracts any number of answers, as often as it likes, to single out a few."""
    return structure(Sum(patients, 0) for patients in set(sets))
