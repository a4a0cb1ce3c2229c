"""How far a life table on the registry's grid lies from the exact-day curve, by simulation.

`python -m tests.statistics.study` writes the table of docs/life-table-study.md anew, in about a
minute. Every setting has a random stream of its own, so that one row can be worked out alone.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from registry.statistics.grid import DAYS, IntervalCounts
from registry.statistics.life_table import Survival, life_table
from registry.statistics.pooling import pool, stack

SEED, REPLICATES = 20260930, 1000
PAGE = Path(__file__).parents[2] / "docs" / "life-table-study.md"
HORIZONS = np.array(DAYS[:8])
"""Up to five years."""
END = int(HORIZONS[-1])
WINDOW = 14
"""A last contact within so many days of a horizon is the visit there."""
FIVE_YEAR_SURVIVAL = 0.334
SHAPES = {"falling": 0.6, "constant": 1.0, "rising": 1.6}
"""Hazards over time: the shape of a Weibull distribution."""
PATTERNS = ("uniform", "early", "visit days")
SIZES, SHARES = (11, 30, 100, 500), (0.0, 0.05, 0.2)

Floats = NDArray[np.float64]
Days = NDArray[np.int64]


class Setting(NamedTuple):
    """Patients, the share of them lost within five years, when they are lost, and the hazard."""

    patients: int
    share: float
    pattern: str
    hazard: str


class Replicate(NamedTuple):
    """At each horizon where somebody is at risk: |life table - exact day|, cover and width.

    `covered` and `width` are of the log-log interval (the beta product's where it does not exist)
    and of the beta product's.
    """

    difference: Floats
    covered: NDArray[np.bool_]
    width: Floats


class Row(NamedTuple):
    """The least and the greatest over hazards and patterns, in percentage points or per cent."""

    mean: tuple[float, float]
    worst_of_twenty: tuple[float, float]
    greatest: float
    covered: tuple[tuple[float, float], tuple[float, float]]
    width: tuple[float, float]


def survival_at(days: Floats, hazard: str) -> Floats:
    """The true survival, 0.334 at five years whatever the hazard."""
    found: Floats = FIVE_YEAR_SURVIVAL ** ((days / END) ** SHAPES[hazard])
    return found


def followed(setting: Setting, chance: np.random.Generator) -> tuple[Days, NDArray[np.bool_]]:
    """The last day of each patient, and whether it ends with an event."""
    n = setting.patients
    share = np.log(1 - chance.random(n)) / np.log(FIVE_YEAR_SURVIVAL)
    event = np.ceil(END * share ** (1 / SHAPES[setting.hazard])).astype(np.int64)
    last = np.where(chance.random(n) < setting.share, lost_on(setting.pattern, n, chance), END + 1)
    return np.maximum(np.minimum(event, last), 1), event <= last


def lost_on(pattern: str, n: int, chance: np.random.Generator) -> Days:
    """Days of a last contact: any day, any day of the first year, or near a planned visit."""
    if pattern == "visit days":
        place = (chance.random(n) * len(HORIZONS)).astype(np.int64)
        away = (chance.random(n) * (2 * WINDOW + 1)).astype(np.int64) - WINDOW
        return np.minimum(HORIZONS[place] + away, END)
    span = 365 if pattern == "early" else END
    return 1 + (chance.random(n) * span).astype(np.int64)


def counts(exits: Days, events: NDArray[np.bool_]) -> list[IntervalCounts]:
    """What the registry would publish of them."""
    size = len(HORIZONS)
    place = np.searchsorted(HORIZONS, exits, side="left")
    near = np.abs(exits[:, None] - HORIZONS) <= WINDOW
    left = ~events & near.any(axis=1)
    place = np.where(left, near.argmax(axis=1), place)
    seen = place < size
    died, gone, stayed = (
        np.bincount(place[some & seen], minlength=size).tolist()
        for some in (events, ~events & ~left, left)
    )
    rows: list[IntervalCounts] = []
    at_risk = len(exits)
    for day, d, w, b in zip(HORIZONS.tolist(), died, gone, stayed, strict=True):
        rows.append(IntervalCounts(day, at_risk, {"DEATH": d}, w, b, 0))
        at_risk = rows[-1].staying
    return rows


def exact_day(exits: Days, events: NDArray[np.bool_]) -> Floats:
    """Kaplan & Meier's survival at the horizons."""
    days, died = np.unique(exits[events], return_counts=True)
    at_risk = len(exits) - np.searchsorted(np.sort(exits), days, side="left")
    curve = np.concatenate([[1.0], np.cumprod(1 - died / at_risk)])
    found: Floats = curve[np.searchsorted(days, HORIZONS, side="right")]
    return found


def replicate(setting: Setting, chance: np.random.Generator) -> Replicate:
    exits, events = followed(setting, chance)
    days = HORIZONS.tolist()
    points = life_table(pool(stack([counts(exits, events)], days), [0]))
    found = [point.survival for point in points if isinstance(point.survival, Survival)]
    size = len(found)
    limits = np.array([(point.log_log or point.beta, point.beta) for point in found])
    truth = survival_at(HORIZONS[:size].astype(np.float64), setting.hazard)[:, None]
    values = np.array([point.value for point in found])
    return Replicate(
        np.abs(values - exact_day(exits, events)[:size]),
        (limits[:, :, 0] <= truth) & (truth <= limits[:, :, 1]),
        limits[:, :, 1] - limits[:, :, 0],
    )


def replicates(setting: Setting, count: int) -> list[Replicate]:
    place = SETTINGS.index(setting)
    chance = np.random.default_rng([SEED, place])
    return [replicate(setting, chance) for _ in range(count)]


def settings() -> Iterator[Setting]:
    for n, share, hazard in product(SIZES, SHARES, SHAPES):
        for pattern in PATTERNS if share else PATTERNS[:1]:
            yield Setting(n, share, pattern, hazard)


SETTINGS = list(settings())


def row(patients: int, share: float, count: int) -> Row:
    """One row of the table, from `count` replicates of each of its settings."""
    some = [s for s in SETTINGS if (s.patients, s.share) == (patients, share)]
    done = [replicates(setting, count) for setting in some]
    differences = [[100 * r.difference for r in found] for found in done]
    worst = [[float(r.max()) for r in found] for found in differences]
    covered = np.array([100 * np.concatenate([r.covered for r in found]).mean(0) for found in done])
    width = np.array([100 * np.concatenate([r.width for r in found]).mean(0) for found in done])
    return Row(
        ends([float(np.concatenate(found).mean()) for found in differences]),
        ends([float(np.percentile(found, 95)) for found in worst]),
        max(map(max, worst)),
        (ends(covered[:, 0].tolist()), ends(covered[:, 1].tolist())),
        (float(width[:, 0].mean()), float(width[:, 1].mean())),
    )


def ends(values: Sequence[float]) -> tuple[float, float]:
    return min(values), max(values)


def span(found: tuple[float, float], digits: int) -> str:
    low, high = (f"{value:.{digits}f}" for value in found)
    return low if low == high else f"{low} to {high}"


def as_line(patients: int, share: float, found: Row) -> str:
    """A row of the table in Markdown."""
    log_log, beta = (span(part, 1) for part in found.covered)
    cells = (
        str(patients),
        f"{100 * share:.0f} %",
        span(found.mean, 2),
        span(found.worst_of_twenty, 2),
        f"{found.greatest:.1f}",
        f"{log_log} / {beta}",
        f"{found.width[0]:.0f} / {found.width[1]:.0f}",
    )
    return f"| {' | '.join(cells)} |"


def table() -> str:
    """All rows, from all replicates."""
    found = (as_line(n, share, row(n, share, REPLICATES)) for n, share in product(SIZES, SHARES))
    return "\n".join(found)


def with_table(page: str, rows: str) -> str:
    """The page with these rows in place of its own."""
    return re.sub(r"(?<=\|---\|\n)(\|.*\n)+", lambda _: rows + "\n", page)


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(), table()))
