"""Three languages: complete, plain, linked, and written as each language writes."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from litestar import Litestar
from litestar.testing import TestClient

from registry import texts as states
from registry.cli.messages import Text, texts, translated, updated, written
from registry.language import ENGLISH, LANGUAGES, LOCALES, Language
from registry.web.public.site import PAGES
from tests.web.site_paths import PATHS

OTHERS = [language for language in LANGUAGES if language != ENGLISH]
ENGLISH_ONLY = {page.template for page in PAGES if not page.translated} | {"graphiql.html"}
FOR_PROFESSIONALS = re.compile(
    "^registry/(board|intake|storage)/|/desk/|/report/authority"
    "|/templates/(account|again|approval|away|board|desk|endpoint|fields|invitation|later|refused|report-print|sign-in|work)"
)
"""Where texts are found for translators, and in English so far."""

MOST_WORDS = 26
EACH = pytest.mark.parametrize("language", OTHERS, ids=lambda language: language.code)


@cache
def needed() -> tuple[Text, ...]:
    """Every text that a page for patients or a state can say."""
    builders = {page.build.__module__.rpartition(".")[2] for page in PAGES if not page.translated}
    left_out = ENGLISH_ONLY | {f"{name}.py" for name in builders}
    return tuple(
        text
        for text in texts()
        if Path(text.file).name not in left_out and not FOR_PROFESSIONALS.search(text.file)
    )


@cache
def catalogue_of(code: str) -> Catalog:
    with (LOCALES / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code)


def forms(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, tuple | list) else [str(value)]


def sentences(text: str) -> Iterator[str]:
    yield from re.split(r"(?<=[.!?])\s+", text)


@EACH
def test_every_text_for_patients_and_every_state_is_translated(language: Language) -> None:
    catalogue = catalogue_of(language.code)
    missing = {
        text.id
        for text in needed()
        if text.id not in catalogue or not translated(catalogue[text.id].string)
    }
    assert missing == set(), f"he-registry messages, then fill in {language.code}.po"


@EACH
def test_a_translation_fills_in_what_the_english_text_fills_in(language: Language) -> None:
    for message in catalogue_of(language.code):
        wanted = {*re.findall(r"%\(\w+\)s|\{\w+\}", forms(message.id)[-1])}
        for said in filter(None, forms(message.string)):
            assert {*re.findall(r"%\(\w+\)s|\{\w+\}", said)} == wanted or not message.id, said


@EACH
def test_a_catalogue_is_written_as_the_command_writes_it(language: Language) -> None:
    path = LOCALES / f"{language.code}.po"
    known = {str(message.id) for message in catalogue_of(language.code)}
    assert written(catalogue_of(language.code)) == path.read_bytes()
    assert {str(text.id) for text in needed()} <= known
    assert updated(path).locale is not None


def test_a_sentence_for_patients_is_short_in_english() -> None:
    assert [long for text in spoken() for long in too_long(text)] == []


@EACH
def test_a_sentence_for_patients_is_short_in_every_language(language: Language) -> None:
    said = [language.say(text) for text in spoken()]
    assert [long for text in said for long in too_long(text)] == []


def spoken() -> list[str]:
    """What stands on the pages for patients, every state among it."""
    return [form for text in needed() for form in forms(text.id)]


def too_long(text: str) -> list[str]:
    return [one for one in sentences(text) if len(one.split()) > MOST_WORDS]


def test_the_bound_on_sentences_bites() -> None:
    assert too_long("word " * (MOST_WORDS + 1))
    assert not too_long("word " * MOST_WORDS)


@pytest.fixture(scope="module")
def pages(site: TestClient[Litestar]) -> dict[tuple[str, str], str]:
    """Every page in every language."""
    return {
        (language.code, path): site.get(language.href(path)).text
        for language in LANGUAGES
        for path in PATHS
    }


@pytest.mark.parametrize("path", PATHS)
def test_a_page_says_its_language_and_links_the_same_question_in_the_others(
    pages: dict[tuple[str, str], str], path: str
) -> None:
    for language in LANGUAGES:
        page = pages[language.code, path]
        assert f'<html lang="{language.code}">' in page
        for other in LANGUAGES:
            address = other.href(path).replace("&", "&amp;")
            assert f'<link rel="alternate" hreflang="{other.code}" href="{address}">' in page


@EACH
def test_a_translated_page_leads_to_pages_in_its_language_only(
    pages: dict[tuple[str, str], str], language: Language
) -> None:
    files = ("/centres.csv", "/centres.json", "/graphql/explorer", "/r/", "/releases.")
    for path in PATHS:
        page = pages[language.code, path]
        links = re.findall(r'<a href="(/[^"]*)"(?! lang)', page)
        pages_of_ours = [a for a in links if not re.search(r"\.(csv|json|pdf)$", a)]
        astray = [a for a in pages_of_ours if not a.startswith((f"{language.prefix}/", *files))]
        in_english = '<main id="main" lang="en">' in page
        assert set(astray) <= {language.prefix} or in_english, path


@EACH
@pytest.mark.parametrize("path", ["/report/2024/ES/authority"])
def test_a_page_not_translated_yet_is_english_as_a_whole(
    pages: dict[tuple[str, str], str], language: Language, path: str
) -> None:
    ours, theirs = (main_of(pages[code, path]) for code in ("en", language.code))
    assert theirs.replace(f'href="{language.prefix}/', 'href="/') == ours


def main_of(page: str) -> str:
    """What stands on a page, without its frame."""
    return re.split(r"<main[^>]*>|</main>", page)[1]


def test_nobody_is_redirected_by_the_language_of_the_browser(site: TestClient[Litestar]) -> None:
    answer = site.get("/", headers={"accept-language": "es"}, follow_redirects=False)
    assert answer.status_code == 200
    assert '<html lang="en">' in answer.text


def test_dates_numbers_and_countries_are_written_as_each_language_writes_them() -> None:
    written_as = {
        language.code: (
            language.day(date(2027, 3, 31)),
            language.number(12345.5),
            language.country("DE"),
        )
        for language in LANGUAGES
    }
    assert written_as == {
        "en": ("31 March 2027", "12,345.5", "Germany"),
        "es": ("31 de marzo de 2027", "12.345,5", "Alemania"),
        "de": ("31. März 2027", "12.345,5", "Deutschland"),
    }


def test_a_number_of_centres_takes_the_right_form() -> None:
    german = LANGUAGES[-1]
    said = [german.plural("%(num)s centre", "%(num)s centres", n) for n in (0, 1, 2)]
    assert said == ["0 Zentren", "1 Zentrum", "2 Zentren"]


def test_a_text_nobody_translated_is_said_in_english() -> None:
    assert LANGUAGES[1].say("Never seen before.") == "Never seen before."


@pytest.mark.parametrize(
    ("code", "withheld", "left_out", "forming"),
    [
        ("en", "Opens on 31 March 2027 at the latest.", "span several countries.", "2 further"),
        ("es", "Se abre el 31 de marzo de 2027", "una mezcla de países.", "Se forman 2 grupos"),
        ("de", "Öffnet spätestens am 31. März 2027.", "mehrere Länder umfassen.", "2 weitere"),
    ],
)
def test_what_is_withheld_is_said_in_every_language(
    code: str, withheld: str, left_out: str, forming: str
) -> None:
    language = next(each for each in LANGUAGES if each.code == code)
    assert withheld in states.withheld("NOT_YET", date(2027, 3, 31), language)
    assert left_out in states.left_out(13, ["COUNTRY"], language)
    assert forming in states.forming(2, language)
