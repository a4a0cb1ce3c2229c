"""Files that no program should have written: refused in words, as whole as they can be read."""

import pytest

from registry.errors import DataError
from registry.intake.importers.files import read_export, read_sheets
from tests.fuzz.drawn import packed, unpacked
from tests.fuzz.valid import EXPORT, MAPPING, PATIENTS, table, workbook

VISITS = f"pseudonym,window,status,day\n{PATIENTS[0]},100,DONE,135\n"


def faults(content: bytes | dict[str, bytes]) -> list[tuple[str, str, int | None, str | None]]:
    """What is wrong, and where."""
    return [(f.rule, f.sheet, f.row, f.column) for f in read_sheets("p", content).findings]


@pytest.mark.parametrize("column", ["pseudonym", "window"])
def test_a_required_column_that_is_missing_is_told_once_and_its_rows_are_left_out(
    column: str,
) -> None:
    visits = VISITS.replace(column, "", 1).encode()
    read = read_sheets("p", {"visits": visits})
    assert ("column-present", "visits", 1, column) in faults({"visits": visits})
    assert read.batch.outcomes == ()


def test_a_group_of_columns_that_is_begun_without_one_of_them_is_told_at_its_row() -> None:
    visits = f"pseudonym,window,status,day,response.category\n{PATIENTS[0]},100,DONE,135,CMR\n"
    assert faults({"visits": visits.encode()}) == [
        ("cell-required", "visits", 2, "response.measure")
    ]


@pytest.mark.parametrize("member", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
@pytest.mark.parametrize("content", [b"", b"<worksheet", b"\0", b"<a></b>"])
def test_a_workbook_with_a_broken_part_cannot_be_read(member: str, content: bytes) -> None:
    broken = packed(unpacked(workbook()) | {member: content})
    assert faults(broken) == [("file-readable", "", None, None)]


def test_a_cell_longer_than_any_ends_its_table_and_other_files_are_read() -> None:
    long = table("patients", ",") + b"\n" + b"x" * 140_000
    told = faults({"patients": long, "costs": table("costs", ",")})
    assert told == [("row-readable", "patients", 4, None)]
    assert read_sheets("p", {"patients": long, "costs": table("costs", ",")}).costs


def test_an_export_with_a_cell_longer_than_any_is_refused() -> None:
    with pytest.raises(DataError, match="no table"):
        read_export("p", MAPPING, EXPORT + b"x" * 140_000)
