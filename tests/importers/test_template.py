"""The template says itself what each column means, and lists what the programme can take."""

import io
import json
from collections.abc import Callable
from datetime import date

import pytest
from msgspec import Struct
from msgspec.structs import fields
from openpyxl import load_workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from registry.intake.importers.files import read_sheets
from registry.intake.importers.layout import SHEETS
from registry.intake.importers.offline import check_file
from registry.intake.importers.template import (
    identified_workbook,
    template_files,
    template_workbook,
)
from registry.model.codes import Route
from registry.model.meanings import MEANINGS
from registry.model.programme import Programme, ProgrammeDocument

DOCUMENT = ProgrammeDocument(
    Programme(
        id="p",
        product_id="x",
        sponsor_id="s",
        title="A fictional study",
        disease="lbcl",
        route=Route.HOSPITAL_EXEMPTION,
        lineage="x",
        registered_on=date(2027, 1, 1),
        centre_ids=("north", "south"),
    ),
    (0, 28, 100),
)
Make = Callable[[ProgrammeDocument], bytes]
FIRST = "9f3c2ab1d4e5f60718293a4b5c6d7e8f"


def codebook(content: bytes) -> dict[tuple[str, str], dict[str, str]]:
    """The lines of a codebook by sheet and column."""
    page = load_workbook(io.BytesIO(content))["codebook"]
    heading, *rows = ([cell.value for cell in row] for row in page.iter_rows())
    return {(row[0], row[1]): dict(zip(heading, row, strict=True)) for row in rows}


@pytest.mark.parametrize("struct", MEANINGS, ids=lambda struct: struct.__name__)
def test_every_field_that_is_sent_has_its_sentence(struct: type[Struct]) -> None:
    assert [field.name for field in fields(struct)] == list(MEANINGS[struct])
    assert all(text.endswith(".") for text in MEANINGS[struct].values())


@pytest.mark.parametrize("make", [template_workbook, identified_workbook])
def test_the_codebook_says_what_each_column_means(make: Make) -> None:
    lines = codebook(make(DOCUMENT))
    assert all(line["means"].endswith(".") for line in lines.values())


def test_a_column_of_a_group_is_needed_with_its_group_alone() -> None:
    lines = codebook(template_workbook(DOCUMENT))
    needed = {place: line["required"] for place, line in lines.items()}
    assert needed["patients", "pseudonym"] == "yes"
    assert needed["patients", "consent.version"] == "with consent"
    assert needed["patients", "sex"] == "no"
    schema = json.loads(template_files(DOCUMENT)["patients.schema.json"])
    must = [field["name"] for field in schema["fields"] if field["constraints"]["required"]]
    assert must == ["pseudonym"]


def test_the_template_lists_the_programmes_own_hospitals_and_windows() -> None:
    book = load_workbook(io.BytesIO(template_workbook(DOCUMENT)))
    listed = {check.formula1 for name in ("patients", "visits") for check in checks(book[name])}
    assert {'"north,south"', '"0,28,100"'} <= listed
    schema = json.loads(template_files(DOCUMENT)["visits.schema.json"])
    windows = {field["name"]: field["constraints"].get("enum") for field in schema["fields"]}
    assert windows["window"] == [0, 28, 100]
    assert {"CMR", "sCR", "NO_RESPONSE"} < set(windows["response.category"])


def checks(page: Worksheet) -> list[DataValidation]:
    return list(page.data_validations.dataValidation)


def test_a_hospital_that_is_not_the_programmes_is_answered_with_those_that_are() -> None:
    text = f"pseudonym,acceptedMonth,centreId\n{FIRST},2027-03,East\n"
    read = read_sheets("p", {"patients": text.encode()})
    (finding,) = check_file(read, DOCUMENT, date(2027, 3, 9))
    assert (finding.row, finding.column) == (2, "centreId")
    assert finding.expected == "one of north, south"


def test_the_columns_of_a_programme_are_those_of_the_sheets() -> None:
    lines = codebook(template_workbook(DOCUMENT))
    assert list(lines) == [(sheet.name, c.name) for sheet in SHEETS for c in sheet.columns]
