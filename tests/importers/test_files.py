"""Files as data managers really send them: every fault with sheet, row and column, in one pass."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from registry.intake.importers.assemble import ReadFile
from registry.intake.importers.files import read_sheets
from registry.intake.importers.findings import FILE_RULES
from registry.intake.importers.layout import SHEETS
from registry.intake.importers.template import marked_workbook, template_files, template_workbook
from registry.model.codes import (
    AgeBand,
    BatchOutcome,
    ConsentScope,
    EventClass,
    NotInfusedReason,
    Route,
    Verdict,
    VisitStatus,
)
from registry.model.programme import Programme, ProgrammeDocument

PROGRAMME = Programme(
    id="p",
    product_id="x",
    sponsor_id="s",
    title="A fictional study",
    disease="lbcl",
    route=Route.HOSPITAL_EXEMPTION,
    lineage="x",
    registered_on=date(2027, 1, 1),
)
DOCUMENT = ProgrammeDocument(PROGRAMME, (0, 28, 100, 183))
FIRST, SECOND = "9f3c2ab1d4e5f60718293a4b5c6d7e8f", "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
CANARY = "Erika Mustermann"
MARCH = datetime(2027, 3, 9)  # noqa: DTZ001 - Excel knows no time zone
Rows = dict[str, list[list[Any]]]
GOOD: Rows = {
    "patients": [
        ["pseudonym", "acceptedMonth", "ageBand", "consent.version", "consent.scope"],
        [FIRST, "2027-03", "ADULT", "2.1", "REGISTRY"],
        [SECOND, MARCH, "older adult", None, None],
    ],
    "administrations": [["pseudonym", "number", "day"], [FIRST, 1, 35.0]],
    "visits": [
        ["pseudonym", "window", "status", "day", "response.measure", "response.category"],
        [FIRST, "100", "done", 135, "LUGANO", "CMR"],
        [FIRST, 183, "MISSED", None, None, None],
    ],
    "events": [
        ["pseudonym", "eventClass", "day", "grade", "serious", "term", "system", "version"],
        [FIRST, "CRS", 40, 3, "yes", "CRS", "ASTCT", "2019"],
    ],
    "batches": [
        ["pseudonym", "number", "outcome", "startedDay", "finishedDay", "doseValue", "doseUnit"],
        [FIRST, 1, "RELEASED", 5, 17, "3e6", "{cells}/kg"],
    ],
    "endpoints": [
        ["endpointId", "verdict", "cutOff"],
        ["response", "NOT_MET", date(2028, 1, 31)],
    ],
    "costs": [
        ["category", "basis", "year", "currency", "amountMinor"],
        ["MANUFACTURE", "ACTUAL", 2027, "EUR", 12345600],
    ],
}


def workbook(rows: Rows, change: Callable[[Workbook], None] | None = None) -> bytes:
    """A workbook with these sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, lines in rows.items():
        page = book.create_sheet(name)
        for line in lines:
            page.append(line)
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def delimited(rows: Rows, mark: str = ",", encoding: str = "utf-8") -> dict[str, bytes]:
    """The same as CSV files."""
    return {
        name: "\r\n".join(mark.join(shown(cell) for cell in line) for line in lines).encode(
            encoding
        )
        for name, lines in rows.items()
    }


def shown(cell: Any) -> str:
    """A cell as people write it into CSV."""
    if isinstance(cell, date):
        return cell.isoformat()[:10] if not isinstance(cell, datetime) else f"{cell:%Y-%m}"
    return "" if cell is None else str(cell)


def faults(read: ReadFile) -> list[tuple[str, str, int | None, str | None]]:
    return [(f.rule, f.sheet, f.row, f.column) for f in read.findings]


def only(name: str, *lines: list[Any]) -> Rows:
    """One sheet."""
    return {name: list(lines)}


FORMS: dict[str, bytes | dict[str, bytes]] = {
    "a workbook": workbook(GOOD),
    "comma": delimited(GOOD),
    "semicolon": delimited(GOOD, ";"),
    "tab": delimited(GOOD, "\t"),
    "with a byte order mark": delimited(GOOD, encoding="utf-8-sig"),
    "UTF-16": delimited(GOOD, encoding="utf-16"),
}


@pytest.mark.parametrize("content", FORMS.values(), ids=FORMS.keys())
def test_every_form_of_file_tells_the_same(content: bytes | dict[str, bytes]) -> None:
    read = read_sheets("p", content)
    assert faults(read) == []
    first, second = read.batch.notices
    assert (first.pseudonym, first.accepted_month, first.age_band) == (
        FIRST,
        "2027-03",
        AgeBand.ADULT,
    )
    assert first.consent is not None
    assert first.consent.scope is ConsentScope.REGISTRY
    assert (second.accepted_month, second.age_band) == ("2027-03", AgeBand.OLDER_ADULT)
    (told,) = read.batch.outcomes
    assert [(a.number, a.day) for a in told.administrations] == [(1, 35)]
    assert [(v.window, v.status, v.day) for v in told.visits] == [
        (100, VisitStatus.DONE, 135),
        (183, VisitStatus.MISSED, None),
    ]
    assert told.visits[0].response is not None
    assert (told.adverse_events[0].event_class, told.adverse_events[0].serious) == (
        EventClass.CRS,
        True,
    )
    assert (told.batches[0].outcome, told.batches[0].dose_value) == (BatchOutcome.RELEASED, "3e6")
    assert [(d.verdict, d.cut_off) for d, _ in read.results] == [
        (Verdict.NOT_MET, date(2028, 1, 31))
    ]
    assert [d.amount_minor for d, _ in read.costs] == [12_345_600]


def test_every_part_of_a_batch_is_found_again_in_the_file() -> None:
    assert read_sheets("p", workbook(GOOD)).places == {
        "notices[0]": ("patients", 2),
        "notices[1]": ("patients", 3),
        "outcomes[0]": ("patients", 2),
        "outcomes[0].batches[0]": ("batches", 2),
        "outcomes[0].administrations[0]": ("administrations", 2),
        "outcomes[0].visits[0]": ("visits", 2),
        "outcomes[0].visits[1]": ("visits", 3),
        "outcomes[0].adverseEvents[0]": ("events", 2),
    }


def test_a_patient_without_a_row_of_its_own_is_told_of_by_its_other_rows() -> None:
    rows = only("visits", ["pseudonym", "window", "status"], [FIRST, 28, "MISSED"])
    read = read_sheets("p", workbook(rows))
    assert (read.batch.notices, len(read.batch.outcomes)) == ((), 1)
    assert read.places["outcomes[0]"] == ("visits", 2)


def test_not_infused_is_a_group_that_is_whole_or_absent() -> None:
    heading = ["pseudonym", "notInfused.reason", "notInfused.day"]
    whole = read_sheets("p", workbook(only("patients", heading, [FIRST, "PROGRESSION", 20])))
    assert whole.batch.outcomes[0].not_infused is not None
    assert whole.batch.outcomes[0].not_infused.reason is NotInfusedReason.PROGRESSION
    half = read_sheets("p", workbook(only("patients", heading, [FIRST, "PROGRESSION", None])))
    assert faults(half) == [("cell-required", "patients", 2, "notInfused.day")]


HEAD = ["pseudonym", "acceptedMonth", "ageBand"]
CELLS: dict[str, tuple[list[Any], tuple[str, str]]] = {
    "a full date for a month": ([FIRST, "31.03.2027", "ADULT"], ("cell-type", "acceptedMonth")),
    "month thirteen": ([FIRST, "2027-13", "ADULT"], ("cell-type", "acceptedMonth")),
    "an unknown code": ([FIRST, "2027-03", CANARY], ("cell-type", "ageBand")),
    "no pseudonym": ([None, "2027-03", "ADULT"], ("cell-required", "pseudonym")),
    "a very long cell": (["x" * 2001, "2027-03", "ADULT"], ("cell-too-long", "pseudonym")),
    "a truth value for text": ([True, "2027-03", "ADULT"], ("cell-type", "pseudonym")),
}


@pytest.mark.parametrize("case", CELLS.values(), ids=CELLS.keys())
def test_a_wrong_cell_is_named_and_not_repeated(case: tuple[list[Any], tuple[str, str]]) -> None:
    line, (rule, column) = case
    read = read_sheets("p", workbook(only("patients", HEAD, line)))
    assert faults(read) == [(rule, "patients", 2, column)]
    assert CANARY not in str(read.findings)
    assert read.batch.notices == ()


@pytest.mark.parametrize("length", [1999, 2000])
def test_a_cell_of_up_to_2000_characters_is_read(length: int) -> None:
    read = read_sheets("p", workbook(only("patients", HEAD, ["x" * length, "2027-03", "ADULT"])))
    assert faults(read) == []


@pytest.mark.parametrize(
    ("cell", "day"),
    [(35, 35), (35.0, 35), ("35", 35), ("35.0", 35), (35.5, None), ("35,5", None), ("x", None)],
)
def test_a_whole_number_is_read_as_spreadsheets_write_it(cell: Any, day: int | None) -> None:
    rows = only("administrations", ["pseudonym", "number", "day"], [FIRST, 1, cell])
    told = read_sheets("p", workbook(rows)).batch.outcomes
    assert [o.administrations[0].day for o in told] == ([] if day is None else [day])


@pytest.mark.parametrize(
    ("cell", "serious"),
    [("yes", True), ("No", False), (1, True), (True, True), ("0", False), ("perhaps", None)],
)
def test_yes_and_no_are_read_as_people_write_them(cell: Any, serious: bool | None) -> None:
    rows = only("events", ["pseudonym", "eventClass", "day", "serious"], [FIRST, "CRS", 3, cell])
    told = read_sheets("p", workbook(rows)).batch.outcomes
    assert [o.adverse_events[0].serious for o in told] == ([] if serious is None else [serious])


HEADINGS: dict[str, tuple[list[Any], tuple[str, str]]] = {
    "a surname": ([*HEAD, "Nachname"], ("column-not-identifying", "column 4")),
    "a birth date": ([*HEAD, "birth date"], ("column-not-identifying", "column 4")),
    "a column of one's own": ([*HEAD, "notes"], ("column-known", "column 4")),
    "a patient for a heading": ([*HEAD, CANARY], ("column-known", "column 4")),
    "a column twice": ([*HEAD, "ageBand"], ("column-once", "ageBand")),
    "no pseudonym": (["acceptedMonth"], ("column-present", "pseudonym")),
}


@pytest.mark.parametrize("case", HEADINGS.values(), ids=HEADINGS.keys())
def test_a_wrong_heading_is_told_without_what_it_says(
    case: tuple[list[Any], tuple[str, str]],
) -> None:
    heading, (rule, column) = case
    read = read_sheets("p", workbook(only("patients", heading)))
    assert (rule, "patients", 1, column) in faults(read)
    assert CANARY not in str(read.findings)


def test_formulas_and_merged_cells_are_refused() -> None:
    def change(book: Workbook) -> None:
        book["patients"]["B2"] = "=TODAY()"
        book["patients"].merge_cells("C3:C4")

    rows = only("patients", HEAD, [FIRST, "2027-03", "ADULT"], [SECOND, "2027-03", "ADULT"])
    read = read_sheets("p", workbook(rows, change))
    assert faults(read) == [
        ("cell-not-formula", "patients", 2, "acceptedMonth"),
        ("cell-not-merged", "patients", 3, "ageBand"),
    ]


def test_an_empty_row_between_two_is_left_out() -> None:
    rows = only("patients", HEAD, [FIRST, "2027-03", None], [None] * 3, [SECOND, "2027-03", ""])
    read = read_sheets("p", workbook(rows))
    assert [read.places[f"notices[{n}]"][1] for n in (0, 1)] == [2, 4]


def test_days_of_the_1904_calendar_are_the_days_people_see() -> None:
    def change(book: Workbook) -> None:
        book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001 - Excel knows no time zone
        book["endpoints"]["C2"] = date(2028, 1, 31)

    rows = only("endpoints", ["endpointId", "verdict", "cutOff"], ["response", "MET", None])
    (drafted, _) = read_sheets("p", workbook(rows, change)).results[0]
    assert drafted.cut_off == date(2028, 1, 31)


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 101_000_000)
    return out.getvalue()


def far_away(book: Workbook) -> None:
    """One cell in the last corner: a reader that walks there needs a thousand years."""
    book["visits"].cell(1_048_576, 16_384, "x")


def noted_far_away(book: Workbook) -> None:
    """The same on a sheet that is not read, but given back."""
    book["README"].cell(1_048_576, 16_384, "x")


def merged_wide(xml: bytes) -> bytes:
    merge = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    return xml.replace(b"</sheetData>", b"</sheetData>" + merge)


def altered(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with the XML of its sheets changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, change(part) if name.startswith("xl/worksheets/") else part)
    return out.getvalue()


BROKEN: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "file-readable"),
    "a text": (b"pseudonym;month", "file-readable"),
    "an archive that is no workbook": (workbook(GOOD)[:200], "file-readable"),
    "a bomb": (bomb(), "file-small"),
    "a cell far away": (workbook(GOOD, far_away), "file-small"),
    "a note far away": (workbook(GOOD | {"README": [["a"]]}, noted_far_away), "file-small"),
    "all cells merged": (altered(workbook(GOOD), merged_wide), "file-small"),
    "too many bytes": (b"PK" + bytes(20_000_000), "file-small"),
    "no sheet of the template": (workbook(only("Tabelle1", ["a", "b"], [1, 2])), "sheet-known"),
}


@pytest.mark.parametrize("case", BROKEN.values(), ids=BROKEN.keys())
def test_a_file_that_cannot_be_read_says_so_once(case: tuple[bytes, str]) -> None:
    content, rule = case
    assert [f.rule for f in read_sheets("p", content).findings] == [rule]


def test_a_thousand_wrong_rows_give_a_thousand_findings() -> None:
    rows = only("patients", HEAD, *([FIRST, "2027-03", "OLD"] for _ in range(1_000)))
    read = read_sheets("p", workbook(rows))
    assert [f.row for f in read.findings] == list(range(2, 1_002))


def test_windows_letters_are_understood() -> None:
    rows = only("costs", ["category", "basis", "year", "currency", "amountMinor"])
    files = delimited(rows) | {"endpoints": b"endpointId;verdict;cutOff;lesson\r\n"}
    files["endpoints"] += "response;MET;2028-01-31;Würde es länger dauern\r\n".encode("cp1252")
    ((drafted, _),) = read_sheets("p", files).results
    assert drafted.lesson == "Würde es länger dauern"


def test_the_template_reads_as_an_empty_file() -> None:
    read = read_sheets("p", template_workbook(DOCUMENT))
    assert (faults(read), read.batch.notices, read.batch.outcomes) == ([], (), ())


def test_the_template_has_lists_for_codes_and_a_codebook() -> None:
    book = load_workbook(io.BytesIO(template_workbook(DOCUMENT)))
    assert book.sheetnames == ["README", *(sheet.name for sheet in SHEETS), "codebook"]
    checks = book["visits"].data_validations.dataValidation
    assert '"DONE,MISSED,DEAD,LOST,WITHDRAWN,NOT_DUE"' in [check.formula1 for check in checks]
    listed = {(row[0].value, row[1].value) for row in book["codebook"].iter_rows(min_row=2)}
    assert listed == {(sheet.name, column.name) for sheet in SHEETS for column in sheet.columns}


def test_the_csv_template_has_a_schema_for_each_file() -> None:
    files = template_files(DOCUMENT)
    assert {name.partition(".")[0] for name in files} == {sheet.name for sheet in SHEETS}
    assert '"yearmonth"' in files["patients.schema.json"]
    empty = {name.removesuffix(".csv"): text.encode() for name, text in files.items()}
    assert faults(read_sheets("p", {n: t for n, t in empty.items() if "." not in n})) == []


def test_the_workbook_comes_back_with_its_errors_beside_the_rows() -> None:
    content = workbook(only("patients", HEAD, [FIRST, "2027-13", "OLD"], [SECOND, "2027-03", ""]))
    page = load_workbook(io.BytesIO(marked_workbook(content, read_sheets("p", content).findings)))[
        "patients"
    ]
    assert page["D1"].value == "errors"
    assert page["D2"].value.count("\n") == 1
    assert page["D3"].value is None
    assert page["B2"].fill.fgColor.rgb.endswith("F6C6C0")
    assert not page["A2"].fill.fgColor.rgb.endswith("F6C6C0")


def test_every_file_rule_is_a_sentence_with_a_remedy() -> None:
    assert all(text.endswith(".") for rule in FILE_RULES.values() for text in rule)
