"""Sending a file part after part: what is acknowledged is kept at once, what breaks off is resumed.

Every part is stored whole or not at all, and recognised when it comes again; so a broken
connection is met by sending the same part once more.
"""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec import Struct

from registry.errors import AccessRefused, RegistryUnreachable
from registry.intake.importers.findings import FileFinding, Place, at_row, placed
from registry.intake.importers.parts import Part, parts
from registry.model.registration import CostDraft, EndpointResultDraft, Recorded
from registry.model.submission import Accepted, Finding, Rejected, StoredContent

if TYPE_CHECKING:
    from registry.client import RegistryClient
    from registry.intake.importers.assemble import ReadFile

PATIENTS_PER_PART = 100
PAUSES = (1.0, 2.0, 4.0, 8.0)
Stored = Accepted | Recorded
Draft = EndpointResultDraft | CostDraft
Answer = TypeVar("Answer")


class Sent(Struct, frozen=True):
    """What became of the parts of a file, endpoint results and costs among them."""

    parts: int
    stored: tuple[Stored, ...]
    findings: tuple[FileFinding, ...]


class Sending(Struct, frozen=True):
    """How a file is sent; `keep` is called with each answer as soon as it is there."""

    client: "RegistryClient"
    dry_run: bool
    keep: Callable[[Stored], None]
    pauses: Sequence[float] = PAUSES

    async def send(self, read: "ReadFile", step: Callable[[], None]) -> Sent:
        """Send every part, also after one was refused, so that all findings come in one pass."""
        stored: list[Stored] = []
        findings: list[FileFinding] = []
        patients = list(parts(read, PATIENTS_PER_PART))
        drafts: list[tuple[Draft, Place]] = [*read.results, *read.costs]
        for part in patients:
            answer = await self.part(part, resuming=bool(stored))
            findings += (placed(finding, part.places) for finding in found(answer))
            self.take(answer, stored, step)
        for draft, place in drafts:
            recorded = await self.draft(draft, resuming=bool(stored))
            findings += (at_row(finding, place, finding.path) for finding in found(recorded))
            self.take(recorded, stored, step)
        return Sent(len(patients) + len(drafts), tuple(stored), tuple(findings))

    async def part(self, part: Part, *, resuming: bool) -> Accepted | Rejected:
        """The answer to a part of the patients."""
        return await self.patiently(
            lambda: self.client.submit_outcomes(part.batch, dry_run=self.dry_run), resuming
        )

    async def draft(self, draft: Draft, *, resuming: bool) -> Recorded | Rejected:
        """The answer to an endpoint result or a cost."""
        return await self.patiently(
            lambda: self.client.record(draft, dry_run=self.dry_run), resuming
        )

    async def patiently(self, ask: Callable[[], Awaitable[Answer]], resuming: bool) -> Answer:
        """Ask again after a pause where the registry was there before; give up in the end."""
        for pause in self.pauses if resuming else ():
            try:
                return await ask()
            except AccessRefused:
                raise
            except RegistryUnreachable:
                await asyncio.sleep(pause)
        return await ask()

    def take(
        self, answer: Stored | Rejected, stored: list[Stored], step: Callable[[], None]
    ) -> None:
        """Keep what was acknowledged."""
        if not isinstance(answer, Rejected):
            stored.append(answer)
            self.keep(answer)
        step()


def found(answer: Stored | Rejected) -> tuple[Finding, ...]:
    """What the registry found."""
    if isinstance(answer, Recorded):
        return ()
    return answer.findings if isinstance(answer, Rejected) else answer.warnings


def receipts_of(file: Path) -> Path:
    """Where the answers to a file are kept: beside it."""
    return file.with_name(f"{file.stem}.receipts.ndjson")


def keep_receipt(path: Path, answer: Stored | StoredContent) -> None:
    """Append an answer, on disk before the next part is sent."""
    with path.open("a+b") as receipts:
        receipts.seek(max(0, receipts.seek(0, os.SEEK_END) - 1))
        torn = receipts.read(1) not in (b"", b"\n")
        receipts.write((b"\n" if torn else b"") + msgspec.json.encode(answer) + b"\n")
        receipts.flush()
        os.fsync(receipts.fileno())


def summary(sent: Sent) -> str:
    """What was or would be stored, in one line."""
    batches = [answer for answer in sent.stored if isinstance(answer, Accepted)]
    drafts = [answer for answer in sent.stored if isinstance(answer, Recorded)]
    new = sum(answer.new for answer in batches) + sum(not d.repeated for d in drafts)
    same = sum(answer.unchanged for answer in batches) + sum(d.repeated for d in drafts)
    verb = "would be stored" if any(answer.dry_run for answer in sent.stored) else "are stored"
    return (
        f"{len(sent.stored)} of {sent.parts} parts accepted: {new} facts {verb}; "
        f"{same} are stored already and stay as they are."
    )


@contextmanager
def bar(read: "ReadFile", title: str, quiet: bool) -> Iterator[Callable[[], None]]:
    """A progress bar on stderr, on a terminal only; call what it gives after each part."""
    from rich.console import Console
    from rich.progress import Progress

    hidden = quiet or not sys.stderr.isatty()
    with Progress(console=Console(stderr=True), disable=hidden, transient=True) as progress:
        task = progress.add_task(title, total=count_of_parts(read))
        yield lambda: progress.advance(task)


def count_of_parts(read: "ReadFile") -> int:
    """How many requests a file takes."""
    return len(list(parts(read, PATIENTS_PER_PART))) + len(read.results) + len(read.costs)
