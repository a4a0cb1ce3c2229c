"""The PDFs for those who hear them: order of headings, heads of cells, words of drawings, language.

What can be told from the file is checked here (after PDF/UA-1, ISO 14289-1, clauses 7.1 to 7.4);
whether it reads well needs somebody who listens.
"""

from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from litestar.testing import TestClient
from pressing import needs_press
from pypdf import PdfReader

from registry.public_app import create_public_app
from registry.shelf import Shelf
from tests.web.test_report import eventful
from tests.web.test_report_print import below, root_of

pytestmark = pytest.mark.thorough

HEADINGS = tuple(f"H{level}" for level in range(1, 7))
TITLES = {
    "/report/2024/ES": "Hospital Exemption in Spain, 2024",
    "/report/2024/ES/authority": "Report for authorities: Spain, 2024",
}


@pytest.fixture(scope="module", params=TITLES)
def set_pdf(request: pytest.FixtureRequest) -> Iterator[tuple[str, PdfReader]]:
    """The title of a report, and its PDF."""
    needs_press()
    with TestClient(create_public_app(Shelf(eventful()), lambda: "e")) as client:
        yield TITLES[request.param], PdfReader(BytesIO(client.get(f"{request.param}.pdf").content))


def tags_of(document: PdfReader, *kinds: str) -> list[Any]:
    """The elements of these kinds, in the order in which they are read."""
    found = below(root_of(document)["/StructTreeRoot"])
    return [tag for tag in found if str(tag.get("/S", ""))[1:] in kinds]


def test_the_file_says_that_it_is_tagged_its_language_and_its_title(
    set_pdf: tuple[str, PdfReader],
) -> None:
    title, document = set_pdf
    root = root_of(document)
    assert document.metadata is not None
    assert (document.metadata.title, root["/Lang"]) == (title, "en")
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/StructTreeRoot"]["/ParentTree"] is not None
    assert {str(page["/Tabs"]) for page in document.pages} == {"/S"}


def test_headings_begin_with_one_title_and_skip_no_level(
    set_pdf: tuple[str, PdfReader],
) -> None:
    _, document = set_pdf
    levels = [int(str(tag["/S"])[2:]) for tag in tags_of(document, *HEADINGS)]
    assert (levels[0], levels.count(1)) == (1, 1)
    assert len(levels) > 5
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_every_cell_of_a_table_names_the_heads_it_stands_under(
    set_pdf: tuple[str, PdfReader],
) -> None:
    _, document = set_pdf
    heads = {str(tag["/ID"]) for tag in tags_of(document, "TH")}
    cells = tags_of(document, "TD")
    assert len(cells) > 20
    for cell in cells:
        named = {str(each) for each in attributes(cell).get("/Headers", ())}
        assert named
        assert named <= heads


def attributes(tag: Any) -> Any:
    """The attributes of an element."""
    return tag["/A"].get_object()


def test_every_drawing_has_words_of_its_own(set_pdf: tuple[str, PdfReader]) -> None:
    _, document = set_pdf
    told = [str(tag.get("/Alt", "")) for tag in tags_of(document, "Figure")]
    assert all(len(words) > 20 for words in told)
    assert len(set(told)) == len(told)
