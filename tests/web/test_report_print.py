"""The annual report as PDF: the numbers of the page, tagged, in colour, and nothing is fetched."""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from socket import socket
from threading import Event, Thread
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from pressing import needs_press
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from registry.public_app import create_public_app
from registry.shelf import Shelf
from registry.web.charts import Bar, BarWords, bars
from registry.web.public.report import printing
from registry.web.public.report.printing import (
    Prints,
    TooLong,
    pressed,
    printed,
    titled,
    weasyprint,
)
from tests.web.test_product_page import Cells, numbers_of
from tests.web.test_report import eventful

pytestmark = pytest.mark.thorough

Client = TestClient[Litestar]
BLACK, BAR = "0 0 0 rg", "0.0431"
PATH = "/report/2024"


@pytest.fixture(scope="module", autouse=True)
def press() -> None:
    """Without Pango nothing can be set."""
    needs_press()


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with TestClient(create_public_app(Shelf(eventful()), lambda: "e")) as opened:
        yield opened


@pytest.fixture(scope="module")
def document(client: Client) -> PdfReader:
    answer = client.get(f"{PATH}.pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    return PdfReader(BytesIO(answer.content))


def steps(document: PdfReader) -> list[str]:
    """What the pages draw, piece by piece: a piece begins and ends with its own state."""
    streams = (page.get_contents() for page in document.pages)
    pages = (stream.get_data().decode("latin-1") for stream in streams if stream is not None)
    return [piece for page in pages for piece in re.split(r"\n[qQ]\b", page)]


def has_black_area(document: PdfReader) -> bool:
    """Whether a rectangle is filled with black; a line has no inside."""
    return any(BLACK in piece and re.search(r" re\nf", piece) for piece in steps(document))


def words_of(document: PdfReader) -> str:
    """The text of a PDF as it lies on the pages."""
    return " ".join(page.extract_text(extraction_mode="layout") for page in document.pages)


def test_every_number_of_the_page_stands_in_the_pdf(client: Client, document: PdfReader) -> None:
    reader = Cells()
    reader.feed(client.get(PATH).text)
    wanted = Counter(number for cell in reader.found for number in numbers_of(cell.text))
    told = Counter(numbers_of(words_of(document)))
    assert sum(wanted.values()) > 60
    assert wanted - told == Counter()


def root_of(document: PdfReader) -> Any:
    """The catalogue of a PDF."""
    return document.trailer["/Root"]


def test_the_pdf_is_tagged_and_has_a_title_and_a_language(document: PdfReader) -> None:
    root = root_of(document)
    assert document.metadata is not None
    assert document.metadata.title == "Hospital Exemption in Europe, 2024"
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_every_drawing_has_words_for_those_who_do_not_see_it(document: PdfReader) -> None:
    found = below(root_of(document)["/StructTreeRoot"])
    drawings = [tag for tag in found if tag.get("/S") == "/Figure"]
    assert len(drawings) >= 6
    assert all(str(drawing.get("/Alt", "")) for drawing in drawings)


def below(tag: Any) -> Iterator[Any]:
    """Every element of the structure of a PDF below one."""
    tag = tag.get_object()
    if isinstance(tag, ArrayObject):
        yield from (each for some in tag for each in below(some))
    elif isinstance(tag, DictionaryObject):
        yield tag
        yield from below(tag.get("/K", ArrayObject()))


def test_charts_have_their_colours_and_nothing_is_black(document: PdfReader) -> None:
    assert any(re.search(rf"{BAR}[\d. ]+ rg", piece) for piece in steps(document))
    assert not has_black_area(document)


def test_a_drawing_coloured_by_classes_alone_would_be_black() -> None:
    words = BarWords("Bars", "Some bars", ("Whom", "Patients"), (("Everybody", "12"),))
    drawing = str(titled(bars([Bar("Everybody", (12,), "12")], words)))
    bare = re.sub(r' (fill|stroke)="[^"]*"', "", drawing)
    black = {"as drawn": False, "bare": True}
    for (name, expected), html in zip(black.items(), (drawing, bare), strict=True):
        page = f'<html lang="en"><title>Bars</title><p>{html}</p>'
        assert has_black_area(PdfReader(BytesIO(pressed(page)))) is expected, name


def test_nothing_is_fetched_whatever_stands_in_a_report() -> None:
    with socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        listening.settimeout(0.2)
        there = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        image, sheet = f'<img src="{there}" alt="x">', f'<link rel="stylesheet" href="{there}">'
        file = '<img src="file:///etc/passwd" alt="x"><object data="file:///etc/hosts"></object>'
        drawing = f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{there}"/></svg>'
        pressed(f'<html lang="en"><title>x</title>{sheet}{image}{file}{drawing}')
        with pytest.raises(TimeoutError):
            listening.accept()


def test_a_pdf_is_set_once_for_a_snapshot() -> None:
    def never() -> str:
        raise AssertionError

    frozen = eventful()
    first = printed(frozen, "once", lambda: '<html lang="en"><title>x</title>')
    assert printed(frozen, "once", never) is first


@pytest.mark.parametrize("names", [printing.MOST_KEPT, printing.MOST_KEPT + 1])
def test_few_are_kept(names: int) -> None:
    prints = Prints(eventful().snapshot)
    for name in range(names):
        prints.keep(str(name), b"")
    assert len(prints.kept) == printing.MOST_KEPT
    assert ("0" in prints.kept) is (names == printing.MOST_KEPT)


@pytest.mark.parametrize(("letters", "is_set"), [(-1, True), (0, True), (1, False)])
def test_what_would_keep_others_waiting_is_not_set(letters: int, is_set: bool) -> None:
    start, end = '<html lang="en"><title>x</title><!--', "-->"
    padding = "x" * (printing.MOST_LETTERS + letters - len(start + end))
    if is_set:
        assert pressed(start + padding + end).startswith(b"%PDF")
    else:
        with pytest.raises(TooLong):
            pressed(start + padding + end)


def test_while_one_is_set_others_wait_and_pages_are_answered(client: Client) -> None:
    answers: list[int] = []
    begun = Event()

    def ask() -> None:
        begun.set()
        answers.append(client.get(f"{PATH}/DE.pdf").status_code)

    with printing._press:
        asking = Thread(target=ask)
        asking.start()
        begun.wait(5)
        assert client.get(PATH).status_code == 200
        assert answers == []
    asking.join(30)
    assert answers == [200]


def test_who_cannot_wait_is_told_so_and_gets_the_page(client: Client) -> None:
    for _ in range(printing.MOST_WAITING):
        assert printing._queue.acquire(blocking=False)
    try:
        answer = client.get("/report/2023.pdf")
    finally:
        printing._queue.release(printing.MOST_WAITING)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    assert "Try again in a minute" in answer.text
    assert 'href="/report/2023"' in answer.text


def test_without_pango_the_pdf_says_so_and_everything_else_works(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    weasyprint.cache_clear()
    try:
        answer = client.get("/report/2022.pdf")
        assert answer.status_code == 503
        assert "This server has no press" in answer.text
        assert client.get(PATH).status_code == 200
    finally:
        weasyprint.cache_clear()


@pytest.mark.parametrize("path", ["1789.pdf", "2024/XX.pdf", "2024/patients.pdf", "pdf", ".pdf"])
def test_there_is_no_pdf_of_what_is_no_report(client: Client, path: str) -> None:
    assert client.get(f"/report/{path}").status_code == 404


@pytest.fixture(scope="module")
def for_authority(client: Client) -> list[str]:
    """The words of each sheet for the authority of a country."""
    body = client.get(f"{PATH}/ES/authority.pdf").content
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(body)).pages]


def test_every_sheet_for_an_authority_says_that_it_is_no_official_form(
    for_authority: list[str],
) -> None:
    assert len(for_authority) > 1
    assert all("Not an official form." in words for words in for_authority)


def test_every_number_for_an_authority_stands_in_the_pdf(
    client: Client, for_authority: list[str]
) -> None:
    reader = Cells()
    reader.feed(client.get(f"{PATH}/ES/authority").text)
    wanted = Counter(number for cell in reader.found for number in numbers_of(cell.text))
    told = Counter(numbers_of(" ".join(for_authority)))
    assert sum(wanted.values()) > 40
    assert wanted - told == Counter()
