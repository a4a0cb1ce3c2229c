"""NDJSON: a first line that names the programme, then a line per notice or outcome of a patient."""

import io
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

import msgspec
from msgspec import Struct

from registry.intake.importers.assemble import ReadFile
from registry.intake.importers.findings import Place, file_finding
from registry.model.codes import DataQuality
from registry.model.submission import EpisodeNotice, EpisodeOutcome, SubmissionBatch

LINES_AT_ONCE, LONGEST_LINE = 500, 250_000
LINE = "line"
# no text holds it, and PostgreSQL cannot store it
NUL = b"\\u0000"


class Head(Struct, frozen=True, forbid_unknown_fields=True):
    """The first line: for which programme, and how far it was checked."""

    programme_id: str
    data_quality: DataQuality = DataQuality.SELF_REPORTED


class Line(Struct, frozen=True, forbid_unknown_fields=True):
    """Every other line: a notice, an outcome, or both of one patient."""

    notice: EpisodeNotice | None = None
    outcome: EpisodeOutcome | None = None


class Chunk(Struct, frozen=True):
    """Some lines as a batch, with the number of the line each notice and outcome stands in."""

    batch: SubmissionBatch
    notices: tuple[int, ...]
    outcomes: tuple[int, ...]
    unreadable: tuple[int, ...]


def read_head(lines: BinaryIO) -> Head | None:
    """The first line, or None where it cannot be read."""
    lines.seek(0)
    try:
        first = lines.readline(LONGEST_LINE)
        return None if NUL in first else msgspec.json.decode(first, type=Head)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def chunks(lines: BinaryIO, head: Head) -> Iterator[Chunk]:
    """The lines after the first, some at a time; empty lines are left out."""
    lines.seek(0)
    numbered = islice(enumerate(bounded(lines), start=1), 1, None)
    decode = msgspec.json.Decoder(Line).decode
    while some := list(islice(numbered, LINES_AT_ONCE)):
        notices: list[tuple[int, EpisodeNotice]] = []
        outcomes: list[tuple[int, EpisodeOutcome]] = []
        unreadable: list[int] = []
        for number, text in some:
            if text is not None and not text.strip():
                continue
            try:
                line = decode(text) if text is not None and NUL not in text else None
            except (msgspec.DecodeError, UnicodeDecodeError):
                line = None
            if line is None:
                unreadable.append(number)
                continue
            if line.notice:
                notices.append((number, line.notice))
            if line.outcome:
                outcomes.append((number, line.outcome))
        yield Chunk(
            SubmissionBatch(
                head.programme_id,
                tuple(notice for _, notice in notices),
                tuple(outcome for _, outcome in outcomes),
                head.data_quality,
            ),
            tuple(number for number, _ in notices),
            tuple(number for number, _ in outcomes),
            tuple(unreadable),
        )


def bounded(lines: BinaryIO) -> Iterator[bytes | None]:
    """Each line; None in place of one that is longer than what is told of a patient can be."""
    while line := lines.readline(LONGEST_LINE + 1):
        is_long = len(line) > LONGEST_LINE
        while is_long and line and not line.endswith(b"\n"):
            line = lines.readline(LONGEST_LINE)
        yield None if is_long else line


def read_lines(programme_id: str, content: bytes) -> ReadFile:
    """What an NDJSON file holds for a programme, whole; findings name its lines."""
    lines = io.BytesIO(content)
    head = read_head(lines)
    if head is None:
        fault = file_finding("head-readable", LINE, 1)
        return ReadFile(SubmissionBatch(programme_id), (), (), {}, (fault,))
    read = list(chunks(lines, head))
    notices = [
        one for chunk in read for one in zip(chunk.batch.notices, chunk.notices, strict=True)
    ]
    outcomes = [
        one for chunk in read for one in zip(chunk.batch.outcomes, chunk.outcomes, strict=True)
    ]
    batch = SubmissionBatch(
        programme_id,
        tuple(notice for notice, _ in notices),
        tuple(outcome for outcome, _ in outcomes),
        head.data_quality,
    )
    places: dict[str, Place] = {f"notices[{n}]": (LINE, at) for n, (_, at) in enumerate(notices)}
    places |= {f"outcomes[{n}]": (LINE, at) for n, (_, at) in enumerate(outcomes)}
    faults = [file_finding("line-readable", LINE, at) for chunk in read for at in chunk.unreadable]
    if head.programme_id != programme_id:
        faults.append(file_finding("programme-same", LINE, 1))
    return ReadFile(batch, (), (), places, tuple(faults))
