"""What stands in a file and would not be read is told: no row and no cell is lost in silence."""

import io
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from registry.intake.importers.assemble import ReadFile
from registry.intake.importers.blanked import blanked_workbook
from registry.intake.importers.files import read_sheets
from registry.intake.importers.template import marked_workbook

FIRST, SECOND = "9f3c2ab1d4e5f60718293a4b5c6d7e8f", "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
HEAD = ["pseudonym", "acceptedMonth", "ageBand"]
CUT_OFF = ["cell-digits-kept"]
NAME = "Erika Mustermann"


def faults(read: ReadFile) -> list[tuple[str, str, int | None, str | None]]:
    return [(f.rule, f.sheet, f.row, f.column) for f in read.findings]


def patients(*rows: list[Any], head: list[Any] = HEAD) -> bytes:
    """A workbook with the sheet of patients."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = "patients"
    for row in (head, *rows):
        page.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def lines(*rows: str) -> dict[str, bytes]:
    """The sheet of patients as CSV."""
    return {"patients": "\r\n".join(("pseudonym;acceptedMonth;ageBand", *rows)).encode()}


@pytest.mark.parametrize("row", [f'"{FIRST};2027-03;ADULT', f'"{FIRST}"x;2027-03;ADULT'])
def test_a_quotation_mark_that_stands_alone_takes_no_row_with_it_unseen(row: str) -> None:
    read = read_sheets("p", lines(f"{SECOND};2027-03;ADULT", row, f"{SECOND[::-1]};2027-03;"))
    assert faults(read) == [("row-readable", "patients", 3, None)]
    assert [notice.pseudonym for notice in read.batch.notices] == [SECOND]


def test_a_quotation_mark_that_is_written_twice_is_one() -> None:
    files = {"endpoints": b'endpointId;verdict;cutOff;lesson\r\nr;MET;2028-01-31;"so ""called"""'}
    ((drafted, _),) = read_sheets("p", files).results
    assert drafted.lesson == 'so "called"'


def test_a_row_with_more_cells_than_headings_is_refused_and_not_read_shifted() -> None:
    read = read_sheets("p", lines(f"{FIRST};2027-03;ADULT;;x", f"{SECOND};2027-03;ADULT;"))
    assert faults(read) == [("cell-headed", "patients", 2, "column 5")]
    assert [notice.pseudonym for notice in read.batch.notices] == [SECOND]


def test_a_name_under_no_heading_is_told_by_its_place_and_not_given_back() -> None:
    content = patients([FIRST, "2027-03", "ADULT", None, NAME])
    found = read_sheets("p", content).findings
    assert [(f.rule, f.row, f.column) for f in found] == [("cell-headed", 2, "column 5")]
    back = load_workbook(io.BytesIO(marked_workbook(blanked_workbook(content, found), found)))
    shown = [cell.value for row in back["patients"].iter_rows() for cell in row]
    assert NAME not in str(shown)
    assert "under no heading" in str(shown)


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (10**15 - 1, []),
        (10**15, CUT_OFF),
        (1.2345678901234567e19, CUT_OFF),
    ],
    ids=["15 digits", "16 digits", "as Excel keeps twenty"],
)
def test_a_number_whose_digits_a_spreadsheet_cut_off_is_no_pseudonym(
    number: float, told: list[str]
) -> None:
    found = read_sheets("p", patients([number, "2027-03", "ADULT"])).findings
    assert [finding.rule for finding in found] == told


WITHOUT_MONTH: dict[str, tuple[list[Any], list[int | None]]] = {
    "nothing but the pseudonym": ([SECOND, None, None], [3]),
    "what only a notice tells": ([SECOND, None, "ADULT"], [3]),
    "the same patient once more, in the rows of an export": ([FIRST, None, None], []),
    "the same patient with an age in another row": ([FIRST, None, "ADULT"], [3]),
    "with its month": ([SECOND, "2027-03", None], []),
}


@pytest.mark.parametrize("case", WITHOUT_MONTH.values(), ids=WITHOUT_MONTH.keys())
def test_a_row_that_would_be_left_out_for_want_of_a_month_is_told(
    case: tuple[list[Any], list[int | None]],
) -> None:
    row, told = case
    read = read_sheets("p", patients([FIRST, "2027-03", "ADULT"], row))
    assert faults(read) == [("cell-required", "patients", at, "acceptedMonth") for at in told]


def test_a_patient_of_whom_another_sheet_tells_needs_no_month() -> None:
    visits = f"pseudonym;window;status\r\n{FIRST};100;MISSED".encode()
    read = read_sheets("p", lines(f"{FIRST};;") | {"visits": visits})
    assert (faults(read), len(read.batch.outcomes)) == ([], 1)


def test_a_visit_that_cannot_be_read_is_told_at_its_place_alone() -> None:
    visits = f"pseudonym;window;status\r\n{FIRST};soon;MISSED".encode()
    read = read_sheets("p", lines(f"{FIRST};;") | {"visits": visits})
    assert faults(read) == [("cell-type", "visits", 2, "window")]


def test_a_file_of_a_folder_that_is_no_sheet_is_told_by_its_place() -> None:
    read = read_sheets("p", lines(f"{FIRST};2027-03;") | {NAME: b"a,b\r\n"})
    assert faults(read) == [("sheet-known", "file 2", None, None)]


def test_the_marked_workbook_can_be_mended_and_checked_as_it_is() -> None:
    content = patients([FIRST, "2027-13", "ADULT"], [SECOND, "2027-03", "OLD"])
    found = read_sheets("p", content).findings
    book = load_workbook(io.BytesIO(marked_workbook(content, found)))
    book["patients"]["B2"] = "2027-03"
    left = read_sheets("p", saved(book)).findings
    assert [(f.rule, f.row, f.column) for f in left] == [("cell-type", 3, "ageBand")]
    page = load_workbook(io.BytesIO(marked_workbook(saved(book), left)))["patients"]
    assert [cell.value for cell in page[1]] == [*HEAD, "errors"]
    assert [page["D2"].value is None, "ageBand" in page["D3"].value] == [True, True]
    assert [page[at].fill.fgColor.rgb[-6:] for at in ("B2", "C3")] == ["000000", "F6C6C0"]
