"""A small file that becomes large in whoever reads it is refused, or read no further."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.worksheet.table import Table
from PIL import Image as Picture
from workbooks import filled

from registry.intake.importers.blanked import blanked_workbook
from registry.intake.importers.files import read_sheets
from registry.intake.importers.findings import MOST_ERRORS
from registry.intake.importers.unfolding import area, unfolded
from registry.intake.importers.workbook import MOST_UNFOLDED

FIRST = "9f3c2ab1d4e5f60718293a4b5c6d7e8f"
SHEET = "xl/worksheets/sheet1.xml"
WIDE = "A1:XFD1048576"
Change = Callable[[str, bytes], tuple[str, bytes]]


def drawn_over(change: Callable[[Workbook], None]) -> bytes:
    """A sheet with one patient, and what a spreadsheet can lay over it."""
    book = load_workbook(io.BytesIO(filled({"patients": [[FIRST, "2027-03", "ADULT"]]})))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def plain() -> bytes:
    return drawn_over(lambda _: None)


def altered(content: bytes, change: Change) -> bytes:
    """The same with another name or content of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(*change(name, old.read(name)))
    return out.getvalue()


def after_the_cells(said: str) -> bytes:
    """Something a worksheet says of its cells."""
    end = b"</sheetData>"
    return altered(
        plain(), lambda name, part: (name, part.replace(end, end + said.encode("ascii")))
    )


def merged(ref: str) -> bytes:
    return after_the_cells(f"<mergeCells><mergeCell {ref}/></mergeCells>")


def in_two_bytes() -> bytes:
    """In another encoding, in which no byte of a name stands beside the next."""

    def change(name: str, part: bytes) -> tuple[str, bytes]:
        told = part.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
        return name, told.encode("utf-16") if name == SHEET else part

    return altered(merged(f'ref="{WIDE}"'), change)


def elsewhere() -> bytes:
    """A sheet that lies where no sheet lies, and is found by what the workbook says."""
    other = "xl/other.xml"

    def change(name: str, part: bytes) -> tuple[str, bytes]:
        told = part.replace(b"worksheets/sheet1.xml", b"other.xml")
        return other if name == SHEET else name, told

    return altered(merged(f'ref="{WIDE}"'), change)


def commented() -> bytes:
    def note(book: Workbook) -> None:
        book["patients"]["A2"].comment = Comment("who is this", "mina")

    return altered(
        drawn_over(note),
        lambda name, part: (name, part.replace(b'ref="A2"', f'ref="{WIDE}"'.encode())),
    )


def with_entity() -> bytes:
    """What stands for a text may stand for a long one."""
    kind = b'<!DOCTYPE worksheet [<!ENTITY a "A1:XFD1048576">]><worksheet'
    return altered(
        merged('ref="&a;"'),
        lambda name, part: (name, part.replace(b"<worksheet", kind) if name == SHEET else part),
    )


LARGE = {
    "merged": merged(f'ref="{WIDE}"'),
    "with spaces": merged(f'ref = "{WIDE}"'),
    "in small letters": merged(f'ref="{WIDE.lower()}"'),
    "with dollars": merged('ref="$A$1:$XFD$1048576"'),
    "with a letter by its number": merged('ref="&#65;1:XFD1048576"'),
    "linked": after_the_cells(f'<hyperlinks><hyperlink ref="{WIDE}" location="a"/></hyperlinks>'),
    "whole columns linked": after_the_cells(
        '<hyperlinks><hyperlink ref="A:XFD" location="a"/></hyperlinks>'
    ),
    "in two bytes": in_two_bytes(),
    "elsewhere": elsewhere(),
    "commented": commented(),
}


@pytest.mark.parametrize("content", LARGE.values(), ids=LARGE)
def test_a_range_that_becomes_cells_by_the_million_is_refused(content: bytes) -> None:
    assert [f.rule for f in read_sheets("p", content).findings] == ["file-small"]


def test_an_entity_is_not_read() -> None:
    assert [f.rule for f in read_sheets("p", with_entity()).findings] == ["file-readable"]


@pytest.mark.parametrize(("rows", "small"), [(50_000, True), (50_001, True), (50_002, False)])
def test_so_many_cells_may_be_made_of_ranges(rows: int, small: bool) -> None:
    said = f'<a><mergeCell ref="A1:A{rows}"/></a>'.encode()
    assert (unfolded(said) <= MOST_UNFOLDED) == small


@pytest.mark.parametrize(
    ("ref", "cells"), [("A1", 1), ("A1:C9", 27), ("B:C", 2 * 1_048_576), ("2:3", 2 * 16_384)]
)
def test_a_range_has_as_many_cells(ref: str, cells: int) -> None:
    assert area(ref) == cells


def test_what_is_merged_or_linked_as_people_do_is_read() -> None:
    linked = after_the_cells('<hyperlinks><hyperlink ref="A1:C1" location="a"/></hyperlinks>')
    assert read_sheets("p", linked).findings == ()


def test_pictures_charts_and_tables_without_columns_are_not_given_back() -> None:
    def lay(book: Workbook) -> None:
        picture = io.BytesIO()
        Picture.new("RGB", (2, 2)).save(picture, "png")
        book["patients"].add_image(Image(picture))
        book["patients"].add_table(Table(displayName="all", ref="A1:C2"))

    def without_columns(name: str, part: bytes) -> tuple[str, bytes]:
        told = re.sub(rb"<tableColumns.*</tableColumns>", b"", part)
        return name, told.replace(b'ref="A1:C2"', f'ref="{WIDE}"'.encode())

    content = altered(drawn_over(lay), without_columns)
    given = load_workbook(io.BytesIO(blanked_workbook(content, [])))["patients"]
    assert (given._images, list(given.tables)) == ([], [])
    assert [cell.value for cell in given[2]] == [FIRST, "2027-03", "ADULT"]


PATIENTS = b"pseudonym,acceptedMonth\n"


@pytest.mark.parametrize(
    ("rows", "told"), [(9_999, 9_999), (10_000, 10_000), (10_001, 10_001), (400_000, 10_001)]
)
def test_so_many_errors_of_a_sheet_are_told_and_that_there_are_more(rows: int, told: int) -> None:
    found = read_sheets("p", {"patients": PATIENTS + b"x,y\n" * rows}).findings
    assert len(found) == told
    assert any(finding.rule == "findings-few" for finding in found) == (told > MOST_ERRORS)


@pytest.mark.parametrize(("columns", "rule"), [(16_384, "column-known"), (16_385, "file-small")])
def test_a_sheet_has_as_many_columns_as_a_spreadsheet(columns: int, rule: str) -> None:
    heading = PATIENTS.strip() + b",a" * (columns - 2) + b"\n"
    found = read_sheets("p", {"patients": heading + f"{FIRST},2027-03\n".encode()}).findings
    assert found[0].rule == rule
