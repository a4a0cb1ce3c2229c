"""The page about load, written from its result."""

from pathlib import Path

import msgspec
from msgspec import Struct

from tests.load.result import Result, Waits

PAGE = Path(__file__).parents[2] / "docs" / "load.md"
RESULT = PAGE.with_suffix(".json")


class Machine(Struct, frozen=True):
    """What it ran on."""

    cores: int
    python: str


class Report(Struct, frozen=True):
    """The runs of one command."""

    machine: Machine
    runs: tuple[Result, ...]


HEAD = """# Under load

`make load` starts the registry as `he-registry serve` does, in a process of its own on the \
loopback, and lets readers and sponsors' programs ask it for some minutes; half way through, \
`he-registry publish` runs in another process, with a year to seal, to open and to count. It ends \
by itself, and writes this page and `load.json`. Measured on {cores} cores with Python {python}.

Each reader asks about once a second, as somebody behind a proxy with an address of their own and \
one connection: of twenty requests twelve pages, among them searches that are drawn each time, two \
questions that are kept and three that are not, and three files. Each submitter sends about once a \
second five new patients, and every fifth time a stream of fifty with their outcomes. Times are \
those of the client, in milliseconds; the first tenth of a run is not counted, and the time of \
the publish, until five seconds after the new snapshot is shown, is told by itself. A server \
keeps answers, pages and files up to a bound each, so before the run all of it is filled by \
questions that nobody asks afterwards: what memory grows by then is not filling. More than a tenth \
counts as a fault of the run, as every error does. A program that is told to come again later \
(429, 503) does so, as `registry.client` does, and all of that counts as waiting.
"""
TABLE_HEAD = """| Who | Requests | p50 | p99 | p99 / p50 | Longest |
| --- | --- | --- | --- | --- | --- |"""
KINDS = {
    "page": "pages",
    "kept question": "questions that are kept",
    "question": "questions that are not kept",
    "file": "files",
    "submission": "submissions of five patients",
    "stream": "streams of fifty patients",
}
TAIL = """
Where others take the cores, waits grow. Readers of pages, of answers and of files need no \
connection to the database then, and sponsors' programs wait: up to a hundred in line, each for 30 \
seconds, and whoever is sent away comes again when it was told to. Such a run says how the \
registry behaves when it is short of processor time, and not how much it can do.

## What this does not show

Clients and server share the machine, so a client that waits for the processor counts as a slow \
answer; what others did on it meanwhile is told with each run. There is no network and no TLS. One \
process serves everybody; public nodes (`docs/public-node.md`) would take the readers away from \
it. A publish excludes other writers while it counts, until it is stored, so what sponsors send \
meanwhile waits for it; pages and questions do not. What readers asked again and again is made of \
a new snapshot before it is shown, for at most 20 seconds; whoever asks first for something else \
waits until it is made.
"""


def write_report(report: Report) -> None:
    """Keep a result, and write the page from it."""
    RESULT.write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n")
    PAGE.write_text(page(read_report()))


def read_report() -> Report:
    """The committed result."""
    return msgspec.json.decode(RESULT.read_bytes(), type=Report)


def page(report: Report) -> str:
    """The whole page."""
    head = HEAD.format(cores=report.machine.cores, python=report.machine.python)
    return "\n".join([head, *map(section, report.runs)]) + TAIL


def section(result: Result) -> str:
    """One run."""
    return f"## {result.database}\n\n{told(result)}\n\n{table(result)}\n"


def told(result: Result) -> str:
    """A run in sentences."""
    load, memory, busy = result.load, result.memory, result.busy
    faults = sum(result.faults.values())
    wrong = ", ".join(f"{count} times {fault}" for fault, count in result.faults.items())
    before = f"{load.filled:.0f} MiB of answers" if load.filled else "Nothing"
    return (
        f"{load.readers} readers and {load.submitters} submitters for {result.seconds:.0f} "
        f"seconds: {faults or 'no'} {'errors (' + wrong + ')' if faults else 'errors'}. The "
        f"publish took {result.publish_seconds:.1f} seconds, and the server showed the new "
        f"snapshot {result.shown_after:.1f} seconds later. {before} had been asked for before. The "
        f"memory of the server was {memory.first:.0f} MiB after the warm-up and "
        f"{memory.last:.0f} MiB at the end ({memory.growth:+.0%}); once the new snapshot was shown "
        f"it grew by {memory.slope:.1f} MiB a minute. The server took {busy.server:.2f} of a core, "
        f"those who asked {busy.asking:.2f}, and everything else on the machine, the publish and "
        f"the database among it, {busy.others:.2f}."
    )


def table(result: Result) -> str:
    """How long everybody waited."""
    rows = {
        "**Readers**": result.readers,
        "**Readers during the publish**": result.readers_in_publish,
        "**Submitters**": result.submitters,
        "**Submitters during the publish**": result.submitters_in_publish,
        **{KINDS[kind]: each for kind, each in result.kinds.items()},
    }
    return "\n".join([TABLE_HEAD, *(row(who, each) for who, each in rows.items() if each)])


def row(who: str, waits: Waits) -> str:
    """A row of the table."""
    times = (f"{waits.p50:.1f}", f"{waits.p99:.0f}", f"{waits.ratio:.1f}", f"{waits.longest:.0f}")
    return f"| {' | '.join([who, f'{waits.count:,}', *times])} |"
