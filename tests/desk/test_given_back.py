"""What a check gives back: the sender's rows with the errors marked, and all errors as a list."""

import csv
import io
import json
import re
from collections.abc import Sequence
from typing import Any

import httpx
import pytest
from desk import Desk, at_desk, form_at, press, upload
from openpyxl import load_workbook
from running import Running
from sending import PRODUCT, programme, pseudonyms, record
from workbooks import HEADS, Lines, cells, filled

from registry.intake.importers.as_workbook import MOST_CELLS, workbook_of
from registry.model.access import Role

pytestmark = pytest.mark.anyio
NAME, NUMBER = "Mustermann Erika 03.02.1981", "X1234567L"
PATIENTS = pseudonyms(4)
FILE = "/desk/send/file"
WRONG: Lines = [
    [PATIENTS[0], "2027-03", "ADULT"],
    [PATIENTS[1], "2027-13", "OLD"],
    [NAME, "2027-03", "ADULT"],
    ["=1+1", "2027-03", "ADULT"],
]


@pytest.fixture
async def desk(on_sqlite: Running) -> Desk:
    """A submitter on the day the registry began."""
    house, today = on_sqlite.house, on_sqlite.clock.today
    made = await record(house, PRODUCT, today)
    await record(house, programme(made), today)
    return await at_desk(on_sqlite, Role.SUBMITTER)


async def given(desk: Desk, page: httpx.Response) -> dict[str, httpx.Response]:
    """Every file that a checked page offers, by its name."""
    form = form_at(page.text, FILE)
    buttons = page.text.split(f'action="{FILE}"')[1:]
    carried = [re.findall(r'name="carried" value="([^"]+)"', each)[0] for each in buttons]
    answers = [await desk.browser.post_files(FILE, form | {"carried": each}) for each in carried]
    names = [each.headers["content-disposition"].partition("filename=")[2] for each in answers]
    return dict(zip((name.strip('"') for name in names), answers, strict=True))


def as_csv_file(*lines: Sequence[Any]) -> bytes:
    """Rows as Excel in Germany saves them."""
    return "\r\n".join(";".join(map(str, line)) for line in lines).encode("cp1252")


async def test_the_marked_workbook_shows_the_errors_and_no_identifier(desk: Desk) -> None:
    heads = HEADS | {"patients": [*HEADS["patients"], "Patient name"]}
    page = await upload(desk, filled({"patients": [[*row, NUMBER] for row in WRONG]}, heads))
    back = await press(desk, page, FILE)
    assert back.headers["content-disposition"] == 'attachment; filename="marked.xlsx"'
    found = cells(back.content)
    assert found["patients"][0][:3] == HEADS["patients"]
    assert found["patients"][1][:3] == [PATIENTS[0], "2027-03", "ADULT"]
    assert "ageBand" in found["patients"][2][-1]
    assert NAME not in str(found)
    assert NUMBER not in str(found)


async def test_csv_files_come_back_as_a_workbook_with_the_errors_at_their_cells(
    desk: Desk,
) -> None:
    head = [*HEADS["patients"], "Größe"]
    rows = [[*row, NUMBER] for row in WRONG]
    page = await upload(desk, as_csv_file(head, *rows), "patients.csv")
    assert "Your CSV files as a workbook with errors marked" in page.text
    book = (await given(desk, page))["marked.xlsx"].content
    found = cells(book)["patients"]
    assert found[1][:3] == [PATIENTS[0], "2027-03", "ADULT"]
    assert found[2][:3] == [PATIENTS[1], "2027-13", "OLD"]
    assert ["acceptedMonth" in found[2][-1], "ageBand" in found[2][-1]] == [True, True]
    assert [row[0] for row in found[3:]] == [None, None], "what was refused is not given back"
    assert not any(part in str(found) for part in (NAME, NUMBER, "Größe"))
    page_ = load_workbook(io.BytesIO(book))["patients"]
    filled_in = {cell.coordinate for row in page_ for cell in row if cell.fill.fill_type}
    assert {"B3", "C3"} <= filled_in


async def test_every_list_of_errors_has_the_same_rows(desk: Desk) -> None:
    for content, name in ((filled({"patients": WRONG}), "s.xlsx"), (b"", "patients.csv")):
        csv_file = as_csv_file(HEADS["patients"], *WRONG)
        files = await given(desk, await upload(desk, content or csv_file, name))
        assert list(files) == ["marked.xlsx", "errors.csv", "errors.ndjson"]
        assert files["errors.csv"].headers["content-type"].startswith("text/csv")
        listed = list(csv.DictReader(io.StringIO(files["errors.csv"].text)))
        lines = [json.loads(line) for line in files["errors.ndjson"].text.splitlines()]
        plain = [{k: "" if v is None else str(v) for k, v in line.items()} for line in lines]
        assert listed == plain
        places = {(each["severity"], each["row"], each["column"]) for each in lines}
        assert {("ERROR", 3, "acceptedMonth"), ("ERROR", 4, "pseudonym")} <= places
        assert NAME not in files["errors.csv"].text + files["errors.ndjson"].text


async def test_a_file_that_cannot_be_read_has_a_list_and_nothing_marked(desk: Desk) -> None:
    files = await given(desk, await upload(desk, b"no workbook at all"))
    assert list(files) == ["errors.csv", "errors.ndjson"]


@pytest.mark.thorough
@pytest.mark.parametrize(("cells_in_file", "fits"), [(MOST_CELLS, True), (MOST_CELLS + 1, False)])
def test_csv_files_with_more_cells_than_a_workbook_takes_at_once_are_not_made_one(
    cells_in_file: int, fits: bool
) -> None:
    content = b"pseudonym\n" + b"a,,\n" * (cells_in_file - 1)
    assert (workbook_of({"patients": content}) is not None) == fits


def test_what_begins_like_a_formula_stays_text_and_what_no_workbook_takes_is_left_out() -> None:
    made = workbook_of({"patients": b"pseudonym,ageBand\n=1+1,A\x07B\n"})
    assert made is not None
    formula, text = load_workbook(io.BytesIO(made))["patients"][2]
    assert (formula.value, formula.data_type, text.value) == ("=1+1", "s", "AB")
