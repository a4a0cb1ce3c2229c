"""Check an offer: every way through ends with a named authority, and nothing is kept."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from itertools import product

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from msgspec import structs

from registry.public_app import create_public_app
from registry.shelf import Shelf
from registry.snapshot import freeze
from registry.views.offer_checked import EUROPEAN
from registry.web.public.check import QUESTIONS
from tests.views.example import DIRECTORY, SNAPSHOT

Client = TestClient[Litestar]
CHOICES = [[value for value, _ in question.choices] for question in QUESTIONS]
CALM = {"sent": "yes", "named": "yes", "trial": "no", "claims": "no", "sold": "no", "country": "ES"}


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    known = tuple(
        structs.replace(a, confirmed_on=date(2026, 9, 1), confirmed_by="AUTHORITY")
        for a in DIRECTORY.approvals
    )
    directory = structs.replace(DIRECTORY, approvals=known)
    shelf = Shelf(freeze(structs.replace(SNAPSHOT, directory=directory)))
    with TestClient(create_public_app(shelf, lambda: "e")) as opened:
        yield opened


def words(client: Client, path: str = "/check", **answers: str) -> str:
    """What stands on the page after a form was sent."""
    page = client.post(path, data={**CALM, **answers}).text
    main = re.search(r"<main.*</main>", page, re.S)
    assert main
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main[0])))


@pytest.mark.parametrize("country", ["ES", "XX"])
def test_every_way_through_the_questions_ends_with_a_named_authority(
    client: Client, country: str
) -> None:
    name = "Spanish medicines agency" if country == "ES" else EUROPEAN.name
    for answers in product(*CHOICES):
        chosen = dict(zip((q.name for q in QUESTIONS), answers, strict=True))
        said = words(client, **chosen, country=country)
        assert name in said.split("Whom to ask")[1]
        bad = any(chosen[q.name] == q.bad for q in QUESTIONS)
        assert ("Warning sign." in said) is bad
        assert not re.search(r"\b(is|are) safe\b|\blegitimate\b", said)


def test_a_known_permit_is_told_as_a_permit_and_not_as_a_promise(client: Client) -> None:
    said = words(client, product="Realcel")
    assert "This permit is in our registry." in said
    assert "does not mean the treatment works for you" in said
    assert "Confirmed on 1 September 2026." in said


@pytest.mark.parametrize("named", [{}, {"product": "Nothing"}, {"product": "Aurocel"}])
def test_what_is_unknown_or_fictional_cannot_be_confirmed(
    client: Client, named: dict[str, str]
) -> None:
    assert "We cannot confirm this." in words(client, **named)


@pytest.mark.parametrize("left_out", ["named", "trial", "claims", "sold", "country"])
def test_a_question_left_out_is_named_above_and_at_its_place(client: Client, left_out: str) -> None:
    page = client.post("/check", data={**CALM, left_out: ""}).text
    assert "There is a problem" in page
    assert f'href="#{left_out}"' in page
    (fault,) = re.findall(r'<p class="fault"[^>]*>([^<]+)</p>', page)
    assert page.count(fault) == 2
    assert page.count(" checked") + page.count(" selected") == 4


@pytest.mark.parametrize("left_out", [*(question.name for question in QUESTIONS), "country"])
def test_a_screen_reader_hears_at_a_field_what_is_wrong_with_it(
    client: Client, left_out: str
) -> None:
    page = client.post("/check", data={**CALM, left_out: ""}).text
    at = rf'<(?:fieldset|select)[^>]* id="{left_out}"[^>]* aria-describedby="([^"]+)"'
    told = re.search(at, page)
    assert told
    assert f"{left_out}-fault" in told[1].split()
    assert f'<p class="fault" id="{left_out}-fault">' in page
    assert page.count('-fault"') == 2, "and nowhere else"


def test_answers_in_an_address_are_not_read(client: Client) -> None:
    page = client.get("/check", params={**CALM, "product": "Realcel"}).text
    assert "Realcel" not in page
    assert " checked" not in page


def test_no_answer_may_be_kept_and_none_sets_a_cookie(client: Client) -> None:
    answer = client.post("/de/check", data=CALM)
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    assert 'method="post"' in client.get("/check").text


@pytest.mark.parametrize("path", ["/es/check", "/de/check"])
def test_until_a_translation_is_reviewed_the_english_safety_text_stands_beside_it(
    client: Client, path: str
) -> None:
    assert "We cannot confirm this. Ask Spanish medicines agency" in words(client, path)


def test_what_is_typed_cannot_become_markup(client: Client) -> None:
    page = client.post("/check", data={**CALM, "product": "<script>1</script>"}).text
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_a_form_of_more_than_a_few_pages_is_refused(client: Client) -> None:
    assert client.post("/check", data={**CALM, "product": "x" * 20_000}).status_code == 413
