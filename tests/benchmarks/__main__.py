"""`make bench`: every measure in turn, its result in JSON, and the page written from it.

Bounded: each measure takes its fewest rounds, and more only while its seconds last.
"""

import asyncio
import gc
import logging
import os
import platform
import sys
import time
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from many_groups import many_groups

from registry.views.efficacy import efficacy
from tests.benchmarks import nginx
from tests.benchmarks.cohorts import GROUPS, QUESTIONS, beside_fixed_work
from tests.benchmarks.files import file_spreads
from tests.benchmarks.http_ratios import cached_ratio, typical, uncached_ratios
from tests.benchmarks.intake import stream_ratio
from tests.benchmarks.measure import Spread, ratio_of, spread_of
from tests.benchmarks.node import node_spreads
from tests.benchmarks.oracle import PYTHON, compared_curves
from tests.benchmarks.pages import page_spreads
from tests.benchmarks.performance import write_result
from tests.benchmarks.release import release_ratio
from tests.benchmarks.rows import ROWS, Told
from tests.benchmarks.verifying import verification_ratio

LEAVES = 1_000_000
Found = dict[str, Spread | str]
"""What a measure gave for each of its rows, or why it was skipped."""


def intake(folder: Path) -> Found:
    """A stream beside its floor."""
    return {"intake": asyncio.run(stream_ratio(folder, most=12, budget=8))}


def release(folder: Path) -> Found:
    """Publication beside reading."""
    return {"release": asyncio.run(release_ratio(folder, most=5, budget=5))}


def curves(_: Path) -> Found:
    """500 curves beside lifelines."""
    if not PYTHON.exists():
        return {"curves": "there is no lifelines (make oracle)"}
    return {"curves": ratio_of(compared_curves().rounds)}


def uncached(_: Path) -> Found:
    """GraphQL beside the libraries' defaults."""
    return {"uncached": typical(asyncio.run(uncached_ratios(rounds=3)).values())}


def cached(_: Path) -> Found:
    """A kept answer beside plain ASGI."""
    return {"cached": cached_ratio()}


def beside_nginx(folder: Path) -> Found:
    """A kept answer beside nginx."""
    if not nginx.PROGRAM:
        return {"nginx": "there is no nginx"}
    return {"nginx": nginx.nginx_ratio(folder, most=7, budget=5)}


def pages(_: Path) -> Found:
    """Public pages beside fixed bytes."""
    uncached, kept, first, search = asyncio.run(page_spreads(rounds=7))
    return {"page": uncached, "page-kept": kept, "page-first": first, "page-search": search}


def files(_: Path) -> Found:
    """Files of a snapshot beside fixed bytes."""
    kept, made = asyncio.run(file_spreads(rounds=7))
    return {"file": kept, "file-made": made}


def cohorts(_: Path) -> Found:
    """The slowest of some questions over many groups."""
    snapshot = many_groups(GROUPS)
    every = [
        beside_fixed_work(partial(efficacy, snapshot, by=(by,), where=where))
        for by, where in QUESTIONS
    ]
    slowest = max(every, key=lambda rounds: ratio_of(rounds).median)
    milliseconds = spread_of([1000 * ours for ours, _ in slowest])
    return {"cohort-ms": milliseconds, "cohort": ratio_of(slowest)}


def node(folder: Path) -> Found:
    """A public-only node."""
    seconds, mebibytes = node_spreads(folder, most=3, budget=15)
    return {"node-start": seconds, "node-memory": mebibytes}


def verify(folder: Path) -> Found:
    """Verification of a log."""
    return {"verify": verification_ratio(folder, LEAVES, budget=5)}


MEASURES: tuple[Callable[[Path], Found], ...] = (
    intake, release, curves, uncached, cached, beside_nginx, pages, files, cohorts, verify,
    node,
)  # fmt: skip


def main() -> int:
    """Measure everything, keep it, and say it."""
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    begun, found = time.monotonic(), Found()
    for measure in MEASURES:
        gc.collect()
        with TemporaryDirectory() as folder:
            found |= measure(Path(folder))
        sys.stderr.write(f"{time.monotonic() - begun:4.0f} s  {measure.__name__}\n")
    rows = {row.id: told(found[row.id]) for row in ROWS}
    machine = {"cores": os.cpu_count(), "python": platform.python_version()}
    took = {
        "seconds": round(time.monotonic() - begun, 1),
        "processor": round(sum(os.times()[:4]), 1),
    }
    write_result({"machine": machine, "took": took, "rows": rows})
    sys.stdout.write("".join(f"{row.id}: {found[row.id]}\n" for row in ROWS))
    return 0


def told(found: Spread | str) -> Told:
    """What the result keeps of a row."""
    if isinstance(found, str):
        return {"skipped": found}
    return {name: float(f"{getattr(found, name):.4g}") for name in ("median", "least", "most")}


if __name__ == "__main__":
    sys.exit(main())
