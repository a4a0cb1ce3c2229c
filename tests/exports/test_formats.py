"""The same table as CSV, JSON and Parquet: whole, byte for byte the same, and never a formula."""

import csv
import hashlib
import io
import json
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from fastparquet import ParquetFile
from hypothesis import given
from hypothesis import strategies as st

from registry.errors import ExportError
from registry.exports import parquet_file
from registry.exports.csv_file import APOSTROPHE, FORMULA, cell, table_csv, with_end
from registry.exports.json_file import table_json
from registry.exports.parquet_file import table_parquet
from registry.exports.release import FORMATS
from registry.exports.tables import Line, table_of
from registry.views import VIEWS, View
from tests.views.example import SNAPSHOT

EVERY_VIEW = pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)


def in_csv(view: View) -> list[dict[str, Any]]:
    """The lines of the CSV as any reader sees them, without the end marker."""
    data = b"".join(table_csv(table_of(view), SNAPSHOT)).decode()
    return list(csv.DictReader(io.StringIO(data, newline="")))[:-1]


def in_json(view: View) -> list[dict[str, Any]]:
    return json.loads(b"".join(table_json(table_of(view), SNAPSHOT)))  # type: ignore[no-any-return]


def in_parquet(view: View) -> list[dict[str, Any]]:
    data = b"".join(table_parquet(table_of(view), SNAPSHOT))
    frame = ParquetFile(io.BytesIO(data)).to_pandas().astype(object)
    rows: list[dict[str, Any]] = frame.where(frame.notna(), None).to_dict("records")
    return rows


@EVERY_VIEW
def test_the_three_formats_hold_the_same_cells(view: View) -> None:
    as_json = in_json(view)
    as_text = [{k: cell(v).removeprefix(APOSTROPHE) for k, v in row.items()} for row in as_json]
    assert [{k: v.removeprefix(APOSTROPHE) for k, v in r.items()} for r in in_csv(view)] == as_text
    assert in_parquet(view) == as_json


@EVERY_VIEW
@pytest.mark.parametrize("ending", FORMATS)
def test_the_same_snapshot_gives_the_same_bytes(view: View, ending: str) -> None:
    first, again = (b"".join(FORMATS[ending].write(table_of(view), SNAPSHOT)) for _ in range(2))
    assert first == again


@EVERY_VIEW
def test_a_csv_ends_with_its_number_of_lines_and_the_digest_of_what_came_before(
    view: View,
) -> None:
    data = b"".join(table_csv(table_of(view), SNAPSHOT))
    *before, end, nothing = data.split(b"\r\n")
    assert nothing == b""
    (record,) = csv.DictReader(io.StringIO(f"{before[0].decode()}\r\n{end.decode()}"))
    assert (record["view"], record["row"]) == ("#end", str(len(in_csv(view))))
    digest = hashlib.sha256(data.removesuffix(end + b"\r\n")).hexdigest()
    assert (record["measure"], record["text"]) == ("sha256", digest)


def test_every_record_of_a_csv_has_equally_many_fields() -> None:
    for view in VIEWS.values():
        data = b"".join(table_csv(table_of(view), SNAPSHOT)).decode()
        widths = {len(record) for record in csv.reader(io.StringIO(data, newline=""))}
        assert widths == {len(table_of(view).columns)}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "'=1"])
def test_a_text_that_a_spreadsheet_would_run_is_written_with_an_apostrophe(text: str) -> None:
    assert cell(text) == APOSTROPHE + text
    assert not cell(text).startswith(FORMULA)


def test_a_negative_number_is_no_formula() -> None:
    assert (cell(-1), cell(-0.5)) == ("-1", "-0.5")


@given(st.text())
def test_the_text_is_what_stands_behind_the_apostrophe(text: str) -> None:
    assert cell(text).removeprefix(APOSTROPHE) == text
    assert not cell(text).startswith(FORMULA)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_read_back_as_it_was(value: float) -> None:
    assert float(cell(value)) == value


COLUMNS = ("view", "row", "measure", "text")


def long_table(lines: int) -> Iterator[Line]:
    return (("some", str(n), "name", "x" * 100) for n in range(lines))


def peak(lines: int) -> int:
    tracemalloc.start()
    for _ in with_end(COLUMNS, long_table(lines)):
        pass
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def test_a_table_ten_times_as_long_takes_no_more_memory_to_write() -> None:
    assert peak(20_000) < 1.2 * peak(2_000)


def test_an_empty_table_is_a_table() -> None:
    empty = View("some", "No rows.", VIEWS["centres"].row, lambda _: ())
    assert b"".join(table_json(table_of(empty), SNAPSHOT)) == b"[]\n"
    assert b"".join(table_csv(table_of(empty), SNAPSHOT)).startswith(b"view,row,country,")
    assert in_parquet(empty) == []


def test_without_its_extra_parquet_is_refused_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parquet_file, "find_spec", lambda _: None)
    parquet_file.can_write_parquet.cache_clear()
    try:
        with pytest.raises(ExportError, match=r"he-registry\[parquet\]"):
            list(table_parquet(table_of(VIEWS["centres"]), SNAPSHOT))
    finally:
        parquet_file.can_write_parquet.cache_clear()
