"""The page about the fuzzing, written from its result."""

import json
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from tests.attacks.report import flowing, table
from tests.fuzz.hunting import LONGEST, Result

PAGE = Path(__file__).parents[2] / "docs" / "fuzz.md"
RESULT = PAGE.with_suffix(".json")


class Fuzzed(Struct, frozen=True):
    """What became of all hunts; seconds from the first to the last."""

    seed: int
    seconds: int
    results: tuple[Result, ...]

    @property
    def tried(self) -> int:
        """How many inputs were drawn."""
        return sum(each.tried for each in self.results)

    @property
    def findings(self) -> int:
        """In how many ways an input ended badly."""
        return sum(len(each.findings) for each in self.results)

    @property
    def holds(self) -> bool:
        """Nothing was found, and everything was tried."""
        return not self.findings and all(each.tried for each in self.results)

    @property
    def line(self) -> str:
        """The result in one line."""
        return (
            f"{self.tried} inputs for {len(self.results)} targets in {self.seconds} s "
            f"(seed {self.seed}), {self.findings} findings"
        )


def write_result(fuzzed: Fuzzed) -> None:
    """Keep the result, and write the page from it."""
    told = msgspec.to_builtins(fuzzed)
    RESULT.write_text(json.dumps(told, indent=1) + "\n")
    PAGE.write_text(page(told))


def read_result() -> Any:
    """The kept result."""
    return json.loads(RESULT.read_text())


HEAD = """
`make fuzz` hands drawn inputs to everything that reads what strangers send: files of hospitals,
public files, heads of requests, forms with files of signed-in people, what an identity provider
says, passkeys, backups, and both GraphQL surfaces, by their schema. It takes ten minutes (`make
fuzz MINUTES=3` takes three), ends by itself, and ends with an error if an input crashed a parser,
was read otherwise than it would be written, took longer than {longest:.0f} seconds or more than
4 GiB, repeated what it was not to repeat, or changed what it was not to change. This page is
written from `fuzz.json` (`make fuzz FUZZ=--write`); the code is in `tests/fuzz`.
"""
HOW = """
Hypothesis draws an input from a stretch of bytes; an input that reached a line of ours that none
before had reached is kept, and later ones are drawn from its bytes with some of them changed, or
are the file itself with more changes. Each target has a process of its own, so that one that dies
is a finding like any other. The tests of each change draw the same few for each target.
"""
DID = """
The last run that was written down drew {tried} inputs in {minutes:.0f} minutes (seed {seed}) and
had {findings} findings. *Lines* are those inside functions of the files that read the input, and
how many of them were reached. What is left are writers, what only the registry itself calls, and
what no valid file that is drawn from holds, such as sheets beyond patients, visits and costs.
"""
FOUND = """
An input that ends badly is kept in `fuzz-found`, with the fault beside it as text, and named with
its seed and place. `make fuzz FUZZ='--again NAME FILE'` does what it did once more. What was ever
found is a named case of `tests/fuzz/test_parsers.py`, or of forms with files, of
`tests/desk/test_unreadable_forms.py` and `tests/desk/test_send.py`.
"""


def page(result: Any) -> str:
    """The page, in Markdown."""
    told = msgspec.convert(result, Fuzzed)
    rows = [
        (each.target, each.tried, each.kept, f"{each.reached} of {each.lines}", each.all_reached)
        for each in told.results
    ]
    did = DID.format(
        tried=f"{told.tried:,}",
        minutes=told.seconds / 60,
        seed=told.seed,
        findings=told.findings or "no",
    )
    parts = [
        "# What drawn inputs did",
        flowing(HEAD.format(longest=LONGEST)),
        flowing(HOW),
        flowing(did),
        table("Target | Inputs | Kept | Lines of its files | Lines of ours", rows),
        "## What is found",
        flowing(FOUND),
    ]
    return "\n\n".join(parts) + "\n"
