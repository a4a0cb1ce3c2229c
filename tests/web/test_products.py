"""The list of products: what it says of each, and what the choices leave."""

from markupsafe import Markup

from registry.web.public.frame import Answers, Asked, Page
from registry.web.public.results.products import products_page
from tests.views.example import frozen


def page(**answers: str) -> Page:
    asked: Answers = {name.replace("_", "-"): (value,) for name, value in answers.items()}
    return products_page(Asked(frozen(), "/products", answers=asked))


def names(**answers: str) -> list[str]:
    return [plain(row[0].words) for row in page(**answers)["table"].rows]


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


def test_what_is_no_choice_of_the_form_is_ignored() -> None:
    assert names(**{"class": "<b>", "disease": "nothing", "ended": "maybe"}) == names()


def test_a_goal_that_was_not_met_carries_its_tag_and_no_other_does() -> None:
    tags = {plain(row[0].words): [t.words for t in row[4].tags] for row in page()["table"].rows}
    assert tags == {"Aurocel": [], "Chondracel": ["Goal not met"], "Realcel": []}


def test_the_list_says_how_far_each_is_and_what_is_fictional() -> None:
    rows = {plain(row[0].words): row for row in page()["table"].rows}
    assert rows["Aurocel"][3].words == "Interim efficacy"
    assert rows["Realcel"][3].words == "Known from publications only"
    fictional = {name: bool(row[0].tags) for name, row in rows.items()}
    assert fictional == {"Aurocel": True, "Chondracel": True, "Realcel": False}
    assert page()["fictional"] == 2


def test_nothing_found_says_that_this_proves_nothing() -> None:
    empty = page(country="DE", not_met="yes")
    assert empty["count"] == 0
    assert "does not mean none exists" in empty["table"].empty
