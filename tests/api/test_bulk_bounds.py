"""A stream takes as much memory as its lines and errors may be long and many, whatever is sent."""

import io
import tempfile
import tracemalloc
from datetime import date
from typing import Any

import msgspec
import pytest
from running import UNIVERSITY, Running
from sending import everything, notices, pseudonyms, register

from registry.intake.importers.findings import MOST_ERRORS
from registry.intake.importers.lines import LINES_AT_ONCE, LONGEST_LINE, bounded

pytestmark = pytest.mark.anyio
BEGAN, MARCH = date(2027, 1, 11), date(2027, 3, 10)


@pytest.fixture
async def programme(registry: Running) -> str:
    programme = await register(registry.house, BEGAN)
    registry.clock.today = MARCH
    return programme


async def refused(registry: Running, *lines: bytes) -> list[dict[str, Any]]:
    """The findings of a stream that stores nothing."""
    before = await everything(registry.house.database)
    headers = {
        "Authorization": f"Bearer {registry.keys[UNIVERSITY]}",
        "Content-Type": "application/x-ndjson",
    }
    body = b"\n".join(lines)
    answer = await registry.http.post("/sponsor/submissions", content=body, headers=headers)
    assert (answer.status_code, await everything(registry.house.database)) == (422, before)
    return list(answer.json()["answer"]["findings"])


def head(programme: str) -> bytes:
    return msgspec.json.encode({"programme_id": programme})


def notice(padding: int) -> bytes:
    """A line about a patient, as long as spaces make it, its end included."""
    (one,) = notices(pseudonyms(1))
    line = msgspec.json.encode({"notice": one})
    return line + b" " * (padding - len(line) - 1) + b"\n"


@pytest.mark.parametrize(("over", "is_read"), [(-1, True), (0, True), (1, False)])
def test_a_line_may_be_so_long(over: int, is_read: bool) -> None:
    lines = list(bounded(io.BytesIO(notice(LONGEST_LINE + over) + b"next\n\nlast")))
    assert [line is not None for line in lines] == [is_read, True, True, True]
    assert lines[1:] == [b"next\n", b"\n", b"last"]


def test_a_line_without_an_end_is_never_in_memory_whole() -> None:
    with tempfile.TemporaryFile() as wire:
        wire.write(b"x" * (100 * LONGEST_LINE))
        wire.seek(0)
        tracemalloc.start()
        assert list(bounded(wire)) == [None]
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert most < 5 * LONGEST_LINE


async def test_a_line_that_is_too_long_is_named_and_what_follows_is_read(
    registry: Running, programme: str
) -> None:
    found = await refused(registry, head(programme), b"[" * (3 * LONGEST_LINE), b"nor this")
    assert [(f["rule"], f["row"]) for f in found] == [("line-readable", 2), ("line-readable", 3)]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (MOST_ERRORS - 1, MOST_ERRORS - 1),
        (MOST_ERRORS, MOST_ERRORS + 1),
        (MOST_ERRORS + LINES_AT_ONCE + 1, MOST_ERRORS + 1),
    ],
)
async def test_so_many_errors_are_told_and_that_there_may_be_more(
    registry: Running, programme: str, lines: int, told: int
) -> None:
    found = await refused(registry, head(programme), *[b"x"] * lines)
    assert len(found) == told
    is_cut = found[-1]["rule"] == "findings-few"
    assert is_cut == (lines >= MOST_ERRORS)
