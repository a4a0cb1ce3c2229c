"""The battery: every attack on one registry, as numbers that add up over registries.

A tally is tables of rows of whole numbers. Over registries they are summed, but for `fewest`, of
which the least counts.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass

import numpy as np

from tests.attacks.corrections import corrections_subtracted
from tests.attacks.figures import figures_subtracted
from tests.attacks.filters import answers, are_whole
from tests.attacks.lattice import (
    INSIDERS,
    Exposure,
    insider_subtracts,
    pairs_of_answers,
    snapshots_subtracted,
    tracker,
)
from tests.attacks.measures import coverage, papers_left, persons, shared_outcomes, stale_counts
from tests.attacks.notices import notices
from tests.attacks.players import play_world
from tests.attacks.populations import bundles_subtracted, never_infused
from tests.attacks.public import Reading
from tests.attacks.publication import Practice, publish
from tests.attacks.side_channels import TWINS, Twin, compared
from tests.attacks.truth import successes
from tests.attacks.verdicts import sets_subtracted, sponsor_takes_its_own, verdict_and_number
from tests.attacks.world import World

ENOUGH, OTHERS, PROGRAMMES, OTHER_PROGRAMMES = 11, 5, 3, 2
SMALL_EVERY, SMALL_PROGRAMMES, SMALL_LARGEST = 4, 24, 14
"""Every fourth registry has many programmes of 3 to 14 patients only."""

Row = dict[str, int]
Table = dict[str, Row]
Tally = dict[str, Table]


@dataclass(frozen=True)
class Attack:
    """What is tried, in a sentence, and how many patients it may single out at least."""

    name: str
    sentence: str
    least: int
    run: Callable[[Reading, int], Exposure]


def all_filters(reading: Reading, _: int) -> Exposure:
    """Every pair of answers on the last snapshot; a number that is of no whole groups has moved."""
    rows = [accepted for accepted, _ in answers(reading, len(reading.snapshots) - 1)]
    found = pairs_of_answers(row.patients for row in rows)
    alone = min((row.size for row in rows), default=0)
    return found + Exposure(fewest=alone, moved=0 if are_whole(rows) else 1)


def track(reading: Reading, _: int) -> Exposure:
    """Any combination of all answers on every fourth snapshot."""
    dates = range(len(reading.snapshots) - 1, 0, -4)
    return tracker(row.patients for date in dates for row, _ in answers(reading, date))


def insider(kind: str) -> Callable[[Reading, int], Exposure]:
    """Each insider of a kind."""
    return lambda reading, having: insider_subtracts(reading, having, kind)


ATTACKS = (
    Attack("filters", "Subtracts every answer of the efficacy view from every answer that contains "
           "it.", ENOUGH, all_filters),
    Attack("tracker", "Adds and subtracts any number of answers of several snapshots.", ENOUGH,
           track),
    Attack("snapshots", "Combines every number of every group in every snapshot.", ENOUGH,
           lambda reading, _: snapshots_subtracted(reading)),
    Attack("corrections", "Subtracts tables from their corrections, and knows of whom there was "
           "news.", OTHERS, lambda reading, _: corrections_subtracted(reading)),
    Attack("bundles", "Subtracts curves of the infused from those of the accepted.", ENOUGH,
           lambda reading, _: bundles_subtracted(reading)),
    Attack("own figures", "Subtracts our groups from what sponsors state of their own patients.",
           ENOUGH, lambda reading, _: figures_subtracted(reading)),
    Attack("verdict sets", "Combines sets of verdicts with the verdicts that stand alone; counts "
           "programmes.", PROGRAMMES, lambda reading, _: sets_subtracted(reading)),
    Attack("sponsor in a set", "Takes its own programmes' verdicts off a set; counts programmes.",
           OTHER_PROGRAMMES, lambda reading, _: sponsor_takes_its_own(reading)),
    *(Attack(f"{kind} as insider", f"Each {kind} takes its own patients off every sum.", OTHERS,
             insider(kind)) for kind in INSIDERS),
)  # fmt: skip


def holds(attack: Attack, row: Mapping[str, int]) -> bool:
    """Whether nobody was exposed: not too few singled out, nobody certain alone, nothing moved."""
    few = 0 < row["fewest"] < attack.least
    return not (few or row["certain"] or row["moved"])


def world_of(seed: int, programmes: int = 6) -> World:
    """The registry of a seed: programmes of 3 to 500 patients, or many small ones."""
    if seed % SMALL_EVERY == SMALL_EVERY - 1:
        return play_world(seed, SMALL_PROGRAMMES, SMALL_LARGEST)
    return play_world(seed, programmes)


def attacked(seed: int, programmes: int = 6, practice: Practice | None = None) -> Tally:
    """Every attack on the registry of a seed."""
    published = publish(world_of(seed, programmes), practice)
    reading, chance = Reading(published), np.random.default_rng([seed, 2])
    having = successes(reading)
    tally: Tally = {
        "size": {"all": size_of(reading)},
        "attacks": {a.name: dict(asdict(a.run(reading, having))) for a in ATTACKS},
        "twins": {},
        **papers_left(reading, having, chance),
        **shared_outcomes(reading),
        **coverage(reading),
        "verdict and number": {"all": dict(asdict(verdict_and_number(reading, having)))},
        "never infused": never_infused(reading),
        "notices": notices(reading),
        "persons": persons(reading),
        "status changes": stale_counts(reading),
    }
    for twin in compared(published, chance, [twin_of(seed)], practice):
        row = {"tried": 1, "early": twin.early, "unexplained": bool(twin.unexplained)}
        add(tally["twins"].setdefault(twin.name, {}), {k: int(v) for k, v in row.items()})
    return tally


def twin_of(seed: int) -> Twin:
    """One twin in turn: each is another whole publication."""
    return TWINS[seed % len(TWINS)]


def size_of(reading: Reading) -> Row:
    """How large a registry is."""
    world = reading.published.world
    return {
        "registries": 1,
        "programmes": len(world.studies),
        "patients": len(world.patients),
        "groups": len(reading.published.roll),
        "snapshots": len(reading.snapshots),
    }


def merged(tallies: Iterable[Tally]) -> Tally:
    """All registries together."""
    total: Tally = {}
    for tally in tallies:
        for name, table in tally.items():
            rows = total.setdefault(name, {})
            for key, row in table.items():
                add(rows.setdefault(key, {}), row)
    return total


def add(total: Row, row: Mapping[str, int]) -> None:
    """One row more: sums, but the least of `fewest`."""
    for name, value in row.items():
        before = total.get(name, 0)
        least = name == "fewest" and before and value
        total[name] = min(before, value) if least else before + value
