"""What verification answers: for each check how much was looked at, and what does not hold."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from msgspec import Struct

MOST_FINDINGS = 50


class Finding(Struct, frozen=True):
    """Something does not hold: where (file, leaf, place in it), and what."""

    place: str
    message: str


Checked = Iterator[Finding | None]


class Line(Struct):
    """One check in the report. `seen` things were looked at; the first findings are kept.

    `aside` says why a check, or a part of it, could not be made, or what is no fault but worth
    knowing.
    """

    id: str
    sentence: str
    seen: int = 0
    faults: int = 0
    findings: list[Finding] = []
    aside: list[str] = []

    def take(self, checked: Iterable[Finding | None]) -> None:
        """Count what a check looked at, and keep what it found."""
        for found in checked:
            self.seen += 1
            if found is not None:
                self.add(found)

    def add(self, finding: Finding) -> None:
        """Keep a finding; beyond the first ones they are only counted."""
        self.faults += 1
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(finding)

    def remark(self, text: str) -> None:
        """Say something once that is no fault."""
        if text not in self.aside:
            self.aside.append(text)


class Replay(Struct):
    """How many decisions were made anew from public inputs, and why the others could not be."""

    decisions: int = 0
    replayed: int = 0
    needs_auditor: dict[str, int] = {}


class Report(Struct):
    """The answer of a verification; `checkpoint` is the verified note, to be kept."""

    origin: str
    leaves: int
    snapshots: int
    lines: list[Line]
    replay: Replay = msgspec.field(default_factory=Replay)
    checkpoint: str = ""

    @property
    def faults(self) -> int:
        """How much does not hold."""
        return sum(line.faults for line in self.lines)

    def as_row(self) -> dict[str, Any]:
        """As plain values, for a program to read."""
        told: dict[str, Any] = msgspec.to_builtins(self)
        return {"holds": self.faults == 0, "faults": self.faults, **told}
