"""The page about the kills, written from their result."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, structs

from tests.attacks.report import flowing, table
from tests.chaos.killing import Moment
from tests.chaos.laws import LAWS
from tests.chaos.runs import SERVER_EVERY, Outcome

PAGE = Path(__file__).parents[2] / "docs" / "chaos.md"
RESULT = PAGE.with_suffix(".json")


class Row(Struct, frozen=True):
    """The runs of one scenario: where kills fell, what was stored of the step in hand, faults.

    Its seeds are every `step`th from `first` on.
    """

    scenario: str
    first: int
    step: int
    runs: int
    before: int
    during: int
    after: int
    server: int
    stored: int
    faults: int


class Battery(Struct, frozen=True):
    """All runs on one database."""

    database: str
    rows: tuple[Row, ...]
    planted: int
    planted_found: int
    seconds: float

    @property
    def runs(self) -> int:
        """How many processes were killed."""
        return sum(row.runs for row in self.rows)

    @property
    def faults(self) -> int:
        """In how many runs something was found."""
        return sum(row.faults for row in self.rows)

    @property
    def holds(self) -> bool:
        """Nothing was found, and what was planted was."""
        return not self.faults and (self.planted_found == self.planted)

    @property
    def line(self) -> str:
        """The result in one line."""
        return (
            f"{self.database}: {self.runs} killed, {self.faults} with faults, planted fault found "
            f"in {self.planted_found} of {self.planted}, {self.seconds:.0f} s"
        )


def tallied(
    name: str, outcomes: Sequence[Outcome], planted: Sequence[bool], seconds: float
) -> Battery:
    """Add up the runs by scenario, in order."""
    names = dict.fromkeys(each.scenario for each in outcomes)
    rows = [row_of(each, [o for o in outcomes if o.scenario == each]) for each in names]
    return Battery(name, tuple(rows), len(planted), sum(planted), round(seconds, 1))


def row_of(scenario: str, outcomes: Sequence[Outcome]) -> Row:
    """One scenario."""
    moments = Counter(each.drawn.point.moment for each in outcomes)
    seeds = [each.drawn.seed for each in outcomes]
    return Row(
        scenario,
        seeds[0],
        seeds[1] - seeds[0] if len(seeds) > 1 else 1,
        len(outcomes),
        moments[Moment.BEFORE],
        moments[Moment.DURING],
        moments[Moment.AFTER],
        sum(each.drawn.server for each in outcomes),
        sum(each.stored > each.acknowledged for each in outcomes),
        sum(bool(each.faults) for each in outcomes),
    )


def write_result(batteries: Sequence[Battery]) -> None:
    """Keep the result, with what is known of acts that were not killed now; write the page."""
    known = {each.database: each for each in msgspec.convert(read_result(), list[Battery])}
    known |= {each.database: completed(each, known.get(each.database)) for each in batteries}
    told = msgspec.to_builtins(list(known.values()))
    RESULT.write_text(json.dumps(told, indent=1) + "\n")
    PAGE.write_text(page(told))


def completed(battery: Battery, earlier: Battery | None) -> Battery:
    """A battery with the rows of an earlier one for acts that it left out."""
    if earlier is None:
        return battery
    rows = {row.scenario: row for row in (*earlier.rows, *battery.rows)}
    return structs.replace(battery, rows=tuple(rows.values()))


def read_result() -> Any:
    """The kept result."""
    return json.loads(RESULT.read_text())


HEAD = """
`make chaos` forks a process that does what a registry does, and kills it with SIGKILL at a drawn
statement: before it, in the middle of it, or after it, before anybody hears of it. It did so
{runs} times, on SQLite and on PostgreSQL; where a key's file takes its place that counts as a
statement. On PostgreSQL one time in {every} the server was killed instead, every process of it at
once, and started again; a move there comes from SQLite. Each run begins with a copy of a registry
and ends by itself. This page is written from `chaos.json`; the code is in `tests/chaos`.
A smaller sample runs with every change (`tests/chaos/test_chaos.py`).
"""
HELD = """
After each kill the database was opened anew. All that was acknowledged was there, every receipt
verified offline and its leaf stood in the log. The rows of all tables together were, to the byte,
those before or those after the step in hand, never anything between; of a move, either the old
database is as it was and goes on, whatever the new one holds whole, or the new one goes on and the
old one is closed. Every patient's data key opened with the root key whose file was in place. The
leaves gave the root and the tiles that are stored, and every checkpoint held. Then the same was
done once more: it finished what was left, and the tables had as many rows as if nobody had been
killed.
"""
STORED = """
*Stored unheard*: the step in hand was stored, and the process died before it could say so.
Whoever sends again under the same key gets the receipt, and nothing is stored twice.
"""
SEVERAL = """
Not all acts were killed in one go: those with other seeds came later, and with them the law that
every data key opens.
"""
BITES = """
Before the runs a fault is planted, an act in three transactions instead of one, and must be
found: {planted}.
"""
LIMITS = """
A killed process is not a lost machine: what the kernel held goes on to the disk. That a commit is
on the disk before it is acknowledged is the database's promise (`synchronous = FULL`, `fsync =
on`), which these runs do not test, nor disks that lie. A kill before or after a statement repeats
exactly by its seed (`make chaos RUNS='--database sqlite --only ACT --seed N --runs 1'`); one
in the middle falls so many microseconds after the statement began, which the machine may do
differently. A running server is killed in `tests/test_broken_stream.py`, and while the board's page
publishes in `tests/faults/test_ended_server.py`.
"""


def page(result: Any) -> str:
    """The page, in Markdown."""
    batteries = msgspec.convert(result, list[Battery])
    planted = "; ".join(f"{b.database}, {b.planted_found} of {b.planted} runs" for b in batteries)
    runs = " and ".join(str(each.runs) for each in batteries)
    parts = [
        "# What is left when a process is killed",
        flowing(HEAD.format(runs=runs, every=SERVER_EVERY)),
        flowing(HELD),
        *(part for each in batteries for part in told_of(each)),
        flowing(STORED + (SEVERAL if is_of_several(batteries) else "")),
        "## What must hold in every database",
        "\n".join(f"- {law.sentence}" for law in LAWS),
        "## Whoever looks would see it",
        flowing(BITES.format(planted=planted)),
        "## What this does not show",
        flowing(LIMITS),
    ]
    return "\n\n".join(parts) + "\n"


def is_of_several(batteries: Sequence[Battery]) -> bool:
    """Whether acts took turns in different numbers, and so were killed at different times."""
    return any(len({row.step for row in each.rows}) > 1 for each in batteries)


def told_of(battery: Battery) -> tuple[str, str]:
    """A database with its table."""
    head = (
        "Act | Seeds | Killed | before a statement | in it | after it | server | "
        "stored unheard | faults"
    )
    rows = [
        (r.scenario, f"{r.first}, {r.first + r.step}, …", *msgspec.structs.astuple(r)[3:])
        for r in battery.rows
    ]
    took = f"The last runs took {battery.seconds:.0f} s on 2 cores that did other work, too."
    return f"## {battery.database}\n\n{took}", table(head, rows)
