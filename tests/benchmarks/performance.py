"""The page of `make bench`: written from the result in JSON, as a test holds."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.benchmarks.rows import ROWS, Row, Told

DOCS = Path(__file__).parents[2] / "docs"
RESULT, PAGE = DOCS / "performance.json", DOCS / "performance.md"
Result = Mapping[str, Any]
HEAD = """# How quick it is, beside others on the same machine

`make bench` measures this with 100,000 synthetic patients and more, from fixed seeds, and ends by \
itself: it needs less than two minutes of one core. This page is written from `performance.json`, \
measured on {cores} cores with Python {python} in {processor:.0f} s of processor time, which were \
{seconds:.0f} s on the clock. Read the ratios: they carry from machine to machine, seconds do \
not."""
TABLE_HEAD = """| Measured | Over | Goal | Median | Least to most | Met |
| --- | --- | --- | --- | --- | --- |"""
TAIL = """## How it was measured

Everything is processor time of the process that does the work, so that waiting for others is not \
counted. The two sides of a ratio are measured one after the other in the same round, at least \
three rounds, more while a measure's own few seconds last; a ratio is taken within each round, and \
the table has the median, the least and the most of the rounds. A goal counts as met by the \
median; on a machine with other work, rows close to their goal change sides from run to run. \
Whatever is missing on a machine (`make oracle` brings lifelines; nginx) is skipped by name. The \
code is in `tests/benchmarks`; most goals are also tests there, held by the quickest rounds.

## What this does not show

Nothing here is a request from a reader's browser: clients and servers share one machine, one \
connection each, and there is no network. A kept answer does no work, and neither does nginx: live \
answers are compared with live ones, kept ones with kept ones. A page is drawn once a snapshot, \
and a search puts pieces together that are kept with the snapshot; the rows of pages and searches \
are of what comes after the first drawing, whose row stands beside them. A search takes longer the \
more it finds. A file is made once, too; before files were kept, each reader took what the row of \
making says. The libraries' defaults execute the same fields as we do; the difference is what \
surrounds it. The floor of intake and the loop of \
5 ms are our own choice of what must be done. lifelines builds richer results than ours, and reads \
patients where we read counts; laying out either is not counted. Publication is measured on a \
small registry, on SQLite; how it grows with the patients is a test. Synthetic patients are more \
alike than real ones."""


def read_result() -> Result:
    """The committed result."""
    found: Result = json.loads(RESULT.read_text())
    return found


def write_result(result: Result) -> None:
    """Keep a result, and write the page from it."""
    RESULT.write_text(json.dumps(result, indent=1, sort_keys=True) + "\n")
    PAGE.write_text(page(read_result()))


def page(result: Result) -> str:
    """The whole page."""
    head = HEAD.format(**result["machine"], **result["took"])
    table = "\n".join([TABLE_HEAD, *(line(row, result["rows"][row.id]) for row in ROWS)])
    return "\n\n".join([head, table, TAIL]) + "\n"


def line(row: Row, told: Told) -> str:
    """A row of the table."""
    cells = [row.what, row.size, row.goal_in_words, *figures(row, told)]
    return f"| {' | '.join(cells)} |"


def figures(row: Row, told: Told) -> tuple[str, str, str]:
    """The median, the ends, and whether the goal is met; or why nothing was measured."""
    if "skipped" in told:
        return "-", "-", f"skipped: {told['skipped']}"
    median, least, most = (f"{told[name]:.3g}" for name in ("median", "least", "most"))
    return f"{median}{row.after}", f"{least} to {most}", "yes" if row.met(told) else "**not met**"
