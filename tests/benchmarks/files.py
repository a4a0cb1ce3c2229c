"""Files of a snapshot beside fixed bytes of the same application, in one process.

The fixed bytes are the style sheet, asked by a reader who gets no kept answer (`pages.py`). A file
is asked as most programs do, who take gzip; the first time it is made and packed, which until it
was kept every reader waited for.
"""

from functools import partial
from typing import NamedTuple

from tests.benchmarks.measure import Spread, ratio_of, seconds_of
from tests.benchmarks.pages import COOKIE, EACH, FIXED, ask, new_app, seconds_for, slowest

FILES = ("/r/4/efficacy.csv", "/r/4/safety.json", "/r/4/survival.parquet", "/r/4/codebook.csv")
GZIP = (b"accept-encoding", b"gzip")


class FileSpreads(NamedTuple):
    """Of some files: the slowest kept one over fixed bytes, and all of them made over all kept."""

    kept: Spread
    made: Spread


async def file_spreads(rounds: int) -> FileSpreads:
    """Each file in turns with the fixed bytes, each round on a new application."""
    beside: dict[str, list[tuple[float, float]]] = {path: [] for path in FILES}
    made: list[tuple[float, float]] = []
    for path in FILES:
        await ask(new_app(), path, GZIP)  # imports what writes it
    for _ in range(rounds):
        app, first, kept = new_app(), 0.0, 0.0
        for path in FILES:
            first += await seconds_of(partial(ask, app, path, GZIP))
            fixed = await seconds_for(app, FIXED, COOKIE)
            again = await seconds_for(app, path, GZIP)
            kept += again / EACH
            beside[path].append((again, fixed))
        made.append((first, kept))
    return FileSpreads(slowest([ratio_of(each) for each in beside.values()]), ratio_of(made))
