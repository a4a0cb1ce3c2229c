"""Attackers who read verdicts: sets of programmes, and verdicts beside a known number.

A verdict is one bit: the successes of a programme reach its goal, or they do not. Whoever knows
how many were accepted and subtracts what is public of its groups may be left with one count.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from math import ceil
from typing import Any

from tests.attacks.algebra import Sum
from tests.attacks.lattice import Exposure, structure, summed
from tests.attacks.public import SUCCESS, Reading
from tests.attacks.world import RESPONSE

GOAL = RESPONSE.criterion.at_least_percent


def sets_subtracted(reading: Reading) -> Exposure:
    """Combines every set of verdicts in every snapshot with the verdicts that stand alone.

    What is singled out are programmes, not patients.
    """
    return structure(told_apart(reading, 0))


def sponsor_takes_its_own(reading: Reading) -> Exposure:
    """Each sponsor takes its own verdicts off every set."""
    studies = reading.published.world.studies
    owners: dict[str, int] = defaultdict(int)
    for place, study in enumerate(studies):
        owners[study.programme.sponsor_id or ""] |= 1 << place
    return summed(structure(told_apart(reading, mine)) for mine in owners.values())


def told_apart(reading: Reading, known: int) -> list[Sum]:
    """What sets and single verdicts say of the programmes that are not known.

    A verdict that stands alone concerns nobody else; in a set it is known.
    """
    places = {study.programme.id: n for n, study in enumerate(reading.published.world.studies)}
    sets = {
        sum(1 << places[id] for id in row["programme_ids"])
        for snapshot in reading.snapshots
        for row in snapshot["verdict_sets"]
    }
    shown = sum(1 << places[id] for id in {*alone(reading.snapshots[-1])})
    return [Sum(rest, 0) for rest in {one & ~known & ~shown for one in sets} if rest]


def alone(snapshot: Mapping[str, Any]) -> Iterator[str]:
    """The programmes of whose primary endpoint the verdict is public."""
    for row in snapshot["endpoint_results"]:
        result = row["result"]
        if result["verdict"] and result["endpoint_id"] == RESPONSE.id:
            yield result["programme_id"]


def verdict_and_number(reading: Reading, having: int) -> Exposure:
    """Knows how many a programme accepted, and takes its groups' successes off the goal."""
    shown = set(alone(reading.snapshots[-1]))
    return summed(left_by_verdict(reading, id, having) for id in sorted(shown))


def left_by_verdict(reading: Reading, programme_id: str, having: int) -> Exposure:
    """What the verdict on all accepted says of those whom no group of the programme counts."""
    mine = reading.bits(patient.id for patient in reading.published.world.of(programme_id))
    own = [s for s in reading.sums.get(SUCCESS, []) if s.patients & mine == s.patients]
    rest = mine
    for row in own:
        rest &= ~row.patients
    needed = ceil(GOAL * mine.bit_count() / 100) - sum(row.value for row in own)
    met = (mine & having).bit_count() * 100 >= GOAL * mine.bit_count()
    least, most = (max(needed, 0), rest.bit_count()) if met else (0, needed - 1)
    certain = bool(rest) and (least >= rest.bit_count() or most <= 0)
    return Exposure(tried=1, certain=rest.bit_count() if certain else 0)
