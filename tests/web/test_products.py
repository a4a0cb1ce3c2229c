"""The list of products: what it says of each, and what the choices leave."""

import re

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from markupsafe import Markup

from registry.web.public.frame import Asked
from registry.web.public.results.cells import Cell
from registry.web.public.results.known import chosen, wanted_of
from registry.web.public.results.products import product_row, products_found
from registry.web.public.results.products_named import meant_by
from tests.views.example import frozen


def asking(answers: dict[str, str]) -> Asked:
    asked = {name.replace("_", "-"): (value,) for name, value in answers.items()}
    return Asked(frozen(), "/products", answers=asked)


def rows(**answers: str) -> dict[str, tuple[Cell, ...]]:
    asked = asking(answers)
    wanted = wanted_of(asked)
    found = chosen(asked.snapshot, wanted, meant_by(asked.snapshot, wanted.text))
    return {known.product.name: product_row(asked, known) for known in found}


def names(**answers: str) -> list[str]:
    return [*rows(**answers)]


def shown(part: str, **answers: str) -> str:
    told = products_found(asking(answers))[part]
    assert isinstance(told, bytes)
    return told.decode()


def plain(words: str) -> str:
    return Markup(words).striptags()  # noqa: S704 (only read)


def test_products_with_a_programme_come_first_and_others_are_listed_too() -> None:
    assert names() == ["Aurocel", "Chondracel", "Realcel"]


def test_every_choice_narrows_the_list() -> None:
    assert names(**{"class": "TEP"}) == ["Chondracel"]
    assert names(disease="leukaemia") == ["Aurocel"]
    assert names(country="ES") == ["Aurocel", "Realcel"]
    assert names(not_met="yes") == ["Chondracel"]
    assert names(ended="yes") == ["Chondracel"]
    assert names(country="ES", not_met="yes") == []


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("gene therapy", ["Aurocel"]),
        ("Gentherapie", ["Aurocel"]),
        ("gene terapy for leukaemia", ["Aurocel"]),
        ("terapia génica en Alemania", []),
        ("cell therapy or tissue", ["Chondracel", "Realcel"]),
        ("stem cells", ["Realcel"]),
        ("cartilage", ["Chondracel"]),
        ("kartilage", ["Chondracel"]),
        ("realcel", ["Realcel"]),
        ("Spain", ["Aurocel", "Realcel"]),
        ("cell therapy in Spain", ["Realcel"]),
        ("Barcelona", ["Aurocel"]),
        ("tissue near Munich", ["Chondracel"]),
        ("Klinikum Beispiel", ["Chondracel"]),
        ("CAR-T", []),
        ("nothing-like-this", []),
        ("", ["Aurocel", "Chondracel", "Realcel"]),
    ],
)
def test_words_find_products_as_they_find_centres(typed: str, found: list[str]) -> None:
    assert names(q=typed) == found


def test_words_and_choices_narrow_together() -> None:
    assert names(q="Spain", **{"class": "GTMP"}) == ["Aurocel"]
    assert names(q="gene therapy", not_met="yes") == []


@pytest.mark.parametrize(
    ("path", "told", "other"),
    [
        (
            "/products?q=gene+therapy",
            "all gene therapies in this registry",
            "/centres?q=gene+therapy",
        ),
        (
            "/centres?q=gene+therapy",
            "all gene therapies in this registry",
            "/products?q=gene+therapy",
        ),
        ("/de/products?q=Knorpel", "Knorpelschaden", "/de/centres?q=Knorpel"),
    ],
)
def test_what_was_understood_leads_to_the_other_search(
    site: TestClient[Litestar], path: str, told: str, other: str
) -> None:
    page = site.get(path).text
    assert told in page
    assert f'<a href="{other}">' in page


def test_words_of_a_hostile_reader_stay_words(site: TestClient[Litestar]) -> None:
    page = site.get("/products", params={"q": '"><script>alert(1)</script> gene therapy'}).text
    assert "<script" not in page
    assert 'value="&#34;&gt;&lt;script&gt;' in page


def test_what_is_no_choice_of_the_form_is_ignored() -> None:
    assert names(**{"class": "<b>", "disease": "nothing", "ended": "maybe"}) == names()


def test_a_goal_that_was_not_met_carries_its_tag_and_no_other_does() -> None:
    tags = {name: [tag.words for tag in row[4].tags] for name, row in rows().items()}
    assert tags == {"Aurocel": [], "Chondracel": ["Goal not met"], "Realcel": []}


def test_the_list_says_how_far_each_is_and_what_is_fictional() -> None:
    told = rows()
    assert told["Aurocel"][3].words == "Interim efficacy"
    assert told["Realcel"][3].words == "Known from publications only"
    fictional = {name: bool(row[0].tags) for name, row in told.items()}
    assert fictional == {"Aurocel": True, "Chondracel": True, "Realcel": False}
    assert plain(shown("fictional")) == "(2 of them fictional)"
    assert shown("fictional", country="DE", not_met="yes") == ""


def test_the_page_shows_the_rows_that_fit_and_how_many() -> None:
    assert re.findall(r">(\w+)</span></a>", shown("table", ended="yes")) == names(ended="yes")
    assert shown("count", country="ES") == "2"


def test_nothing_found_says_that_this_proves_nothing() -> None:
    nothing = {"country": "DE", "not_met": "yes"}
    assert shown("count", **nothing) == "0"
    assert "does not mean none exists" in shown("table", **nothing)
