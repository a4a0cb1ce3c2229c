"""`make attacks`: the whole battery on at least 200 registries, and its report.

Bounded: so many registries, on every core; it ends by itself.
"""

import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

import numpy as np

from tests.attacks.battery import ATTACKS, ENOUGH, Tally, attacked, holds, merged
from tests.attacks.practices import compared
from tests.attacks.reconstruction import dominated, reconstructed
from tests.attacks.report import write_result

REGISTRIES, WAYS_REGISTRIES, SCALE = 200, 24, 18
T = TypeVar("T")


def main() -> int:
    """Run everything; 1 where an attack succeeded."""
    with ProcessPoolExecutor() as pool:
        tables = merged(shown(pool.map(attacked, range(REGISTRIES)), "registries attacked"))
        others = shown(pool.map(compared, range(WAYS_REGISTRIES)), "published in other ways")
        ways = merged({"ways": table} for table in others)
    write_result({
        "tables": tables, "ways": ways["ways"], "ways_registries": WAYS_REGISTRIES, "sums": sums(),
    })  # fmt: skip
    failed = failures(tables)
    sys.stderr.write("".join(f"SUCCEEDED: {name}\n" for name in failed))
    return 1 if failed else 0


def shown(results: Iterable[T], what: str) -> Iterable[T]:
    """The results as they come, counted on a terminal."""
    for number, result in enumerate(results, start=1):
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{number} {what} ")
        yield result
    sys.stderr.write("\n" if sys.stderr.isatty() else "")


def failures(tables: Tally) -> list[str]:
    """Attacks that succeeded, twins that nothing explains, a group of fewer than 11 persons."""
    rows, twins, persons = tables["attacks"], tables["twins"], tables["persons"]["all"]
    few = ["a group of few persons"] if persons["fewest"] < ENOUGH else []
    return (
        few
        + [a.name for a in ATTACKS if not holds(a, rows[a.name])]
        + [name for name, row in twins.items() if row["unexplained"]]
    )


def sums() -> dict[str, dict[str, float]]:
    """How often single values and amounts follow from what could be public of them."""
    chance = np.random.default_rng(0)
    amounts = {sponsors: dominated(sponsors, chance) for sponsors in (3, 8, 11, 30)}
    return {
        "Σx and Σx²": {str(n): reconstructed(n, SCALE, chance) for n in (3, 5, 8, 11)},
        "mean of amounts": {str(n): both[0] for n, both in amounts.items()},
        "median of amounts": {str(n): both[1] for n, both in amounts.items()},
    }


if __name__ == "__main__":
    sys.exit(main())
