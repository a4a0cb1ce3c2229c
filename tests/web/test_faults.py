"""A fault of our own: readers learn that there is one, the log where, nobody what was sent."""

from html import unescape

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from structlog.testing import capture_logs

from registry.errors import SnapshotError
from registry.language import LANGUAGES, Language
from registry.public_app import create_public_app
from registry.shelf import Shelf
from registry.web.public.headers import content_security_policy
from registry.web.public.site import MENU
from registry.web.public.troubles import TROUBLES, drawn_for, page_of
from tests.views.example import frozen

SENT = "Anna-Meier"
OLDER = "/r/3/efficacy.csv"


def client(fault: Exception) -> TestClient[Litestar]:
    """A registry whose public files cannot be read."""

    async def broken(_: str) -> bytes | None:
        raise fault

    return TestClient(create_public_app(Shelf(frozen()), lambda: "error-1", broken))


def test_an_unexpected_fault_is_in_the_log_with_its_line_and_without_its_words() -> None:
    with client(KeyError(SENT)) as reader, capture_logs() as told:
        answer = reader.get(f"{OLDER}?name={SENT}")
    assert (answer.status_code, answer.headers["content-type"]) == (
        500,
        "text/plain; charset=utf-8",
    )
    assert answer.text == "The registry failed here, and its log says where. Try again later.\n"
    (entry,) = told
    assert (entry["event"], entry["type"]) == ("unexpected error", "KeyError")
    assert "test_faults:" in entry["frames"][-1]
    assert SENT not in repr(told)


def test_a_fault_of_ours_says_in_the_log_what_to_do() -> None:
    fault = SnapshotError("A snapshot cannot be read.", "Restore it from a backup.")
    with client(fault) as reader, capture_logs() as told:
        answer = reader.get(OLDER)
    assert (answer.status_code, "Nothing was changed" in answer.text) == (503, True)
    (entry,) = told
    assert "Restore it from a backup." in entry["said"]


HTML = {"accept": "text/html,*/*;q=0.8"}


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        (KeyError(SENT), 500, "Something failed here"),
        (SnapshotError("It cannot be read.", "Restore it."), 503, "Nothing was changed"),
    ],
)
def test_a_person_gets_a_page_of_the_site(fault: Exception, status: int, words: str) -> None:
    with client(fault) as reader, capture_logs():
        answer = reader.get(f"{OLDER}?name={SENT}", headers=HTML)
        plain = reader.get(OLDER, headers={"accept": "application/json"})
    assert (answer.status_code, plain.status_code) == (status, status)
    assert words in answer.text
    assert '<a href="/check"' in answer.text
    assert SENT not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-security-policy"] == content_security_policy(OLDER)
    assert answer.headers.get("retry-after") == plain.headers.get("retry-after")
    assert plain.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_a_page_of_trouble_is_in_the_language_of_its_address_and_made_once(
    language: Language,
) -> None:
    drawn_for(LANGUAGES, MENU)
    made = page_of.cache_info().misses
    for trouble in TROUBLES:
        page = page_of(trouble, language, tuple(MENU)).decode()
        assert f'<html lang="{language.code}">' in page
        assert language.say(trouble.sentence) in unescape(page)
    assert page_of.cache_info().misses == made


def test_a_method_that_a_page_does_not_know_is_no_fault() -> None:
    with client(KeyError(SENT)) as reader, capture_logs() as told:
        assert reader.delete("/data").status_code == 405
    assert told == []
