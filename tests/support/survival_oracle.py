"""Run by the interpreter of `.venv-oracle`: our estimates beside lifelines and scikit-survival.

Prints one JSON object: how far the estimates differ at most, and how long lifelines takes over
the patients beside us over the counts of their groups. Both sides give survival and log-log
limits at the same horizons, each from what is laid out in memory. Nobody is lost, so that both
estimate the same.
"""

import gc
import json
import random
import sys
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from follow_up import Followed, counted
from lifelines import KaplanMeierFitter
from sksurv.nonparametric import cumulative_incidence_competing_risks

from registry.statistics.grid import DAYS, IntervalCounts
from registry.statistics.incidence import Incidence, cumulative_incidence
from registry.statistics.life_table import Survival, life_table
from registry.statistics.pooling import Stack, pool, stack
from tests.benchmarks.measure import seconds

CAUSES = ("RELAPSE", "DEATH")
PATIENTS = 200
Curve = tuple[list[float], list[list[float]]]


class Cohort(NamedTuple):
    """Last days, places of the causes (0 for none), and the places of the groups in the stack."""

    exits: np.ndarray
    causes: np.ndarray
    members: range


def cohorts(count: int, chance: random.Random) -> tuple[Stack, list[Cohort]]:
    """Each about 200 patients in groups of 11 to 17, each group opened to a horizon of its own."""
    groups: list[tuple[IntervalCounts, ...]] = []
    made = []
    for _ in range(count):
        first, rows = len(groups), []
        while len(rows) < PATIENTS:
            horizons = chance.randint(3, len(DAYS))
            members = [followed(chance, DAYS[horizons - 1]) for _ in range(chance.randint(11, 17))]
            rows += members
            groups.append(counted(members, CAUSES, DAYS[:horizons]))
        causes = [0 if p.cause is None else 1 + CAUSES.index(p.cause) for p in rows]
        exits = np.array([p.exit for p in rows])
        made.append(Cohort(exits, np.array(causes), range(first, len(groups))))
    return stack(groups), made


def followed(chance: random.Random, last: int) -> Followed:
    """A patient with an event about once in four years, seen up to the day `last`."""
    day = 1 + int(chance.expovariate(1 / 1500))
    return Followed(day, chance.choice(CAUSES)) if day <= last else Followed(last)


def ours(stacked: Stack, cohort: Cohort) -> list[Survival]:
    points = life_table(pool(stacked, cohort.members))
    return [point.survival for point in points if isinstance(point.survival, Survival)]


def theirs(cohort: Cohort) -> Curve:
    fitted = KaplanMeierFitter().fit(cohort.exits, cohort.causes > 0)
    days = [day for day in DAYS if day <= cohort.exits.max()]
    limits = fitted.confidence_interval_.reindex(days, method="ffill")
    return fitted.survival_function_at_times(days).tolist(), limits.to_numpy().tolist()


def survival_differences(stacked: Stack, some: Sequence[Cohort]) -> tuple[float, float]:
    """How far survival, and its log-log limits, differ at most."""
    values, limits = [0.0], [0.0]
    for cohort in some:
        for point, value, bounds in zip(ours(stacked, cohort), *theirs(cohort), strict=False):
            values.append(abs(point.value - value))
            if point.log_log is not None:
                limits += [abs(a - b) for a, b in zip(point.log_log, bounds, strict=True)]
    return max(values), max(limits)


def incidence_difference(stacked: Stack, some: Sequence[Cohort]) -> float:
    """How far cumulative incidence differs at most from that of scikit-survival."""
    found = [0.0]
    for cohort in some:
        days, shares = cumulative_incidence_competing_risks(cohort.causes, cohort.exits)
        for place, cause in enumerate(CAUSES, 1):
            for point in cumulative_incidence(pool(stacked, cohort.members), cause):
                at = np.searchsorted(days, point.day, side="right") - 1
                if isinstance(point.incidence, Incidence):
                    found.append(abs(point.incidence.value - shares[place, at]))
    return max(found)


def in_turns(stacked: Stack, made: Sequence[Cohort], slices: int = 10) -> list[tuple[float, float]]:
    """Seconds of theirs and of ours, slice by slice, so that a busy machine slows both."""
    gc.collect()
    gc.freeze()
    told = []
    for start in range(slices):
        some = made[start::slices]
        base = seconds(lambda some=some: [theirs(cohort) for cohort in some])
        told.append((base, seconds(lambda some=some: [ours(stacked, cohort) for cohort in some])))
    return told


def main(curves: int) -> None:
    stacked, made = cohorts(curves, random.Random(20260930))  # noqa: S311
    survival, limits = survival_differences(stacked, made[:20])
    found = {
        "survival": survival,
        "limits": limits,
        "incidence": incidence_difference(stacked, made[:20]),
        "rounds": in_turns(stacked, made),
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(int(sys.argv[1]))
