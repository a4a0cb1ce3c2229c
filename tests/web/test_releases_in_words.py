"""Releases and reporting in words: errata without codes, the right tense, and queries that fit."""

from datetime import date
from xml.etree import ElementTree

import pytest
from litestar.testing import TestClient
from msgspec import structs

from registry import texts
from registry.language import ENGLISH, LANGUAGES
from registry.model.sealed import contents_of
from registry.model.transparency import Erratum, ErratumReason
from registry.public_app import create_public_app
from registry.shelf import Shelf
from registry.snapshot import FrozenSnapshot, PublicProgramme, Snapshot, freeze
from registry.web.public.frame import Asked
from registry.web.public.results.completeness import completeness_block
from registry.web.public.results.feeds import releases_atom, releases_ics
from registry.web.public.results.releases import PAGE, QUERY, releases_page
from tests.views.example import GROUPS, PROGRAMMES, SNAPSHOT, decision

ATOM = "{http://www.w3.org/2005/Atom}"
ON = date(2026, 4, 2)
BY_CODE = {language.code: language for language in LANGUAGES}


def counted_anew(content: str) -> FrozenSnapshot:
    erratum = Erratum("e-1", "aurora-1", content, ErratumReason.TOLD_WRONGLY, ON)
    return freeze(structs.replace(SNAPSHOT, errata=(erratum,)))


def titles(frozen: FrozenSnapshot, code: str) -> list[str]:
    feed = ElementTree.fromstring(releases_atom(Asked(frozen, "/", BY_CODE[code])))  # noqa: S314
    return [each.findtext(f"{ATOM}title", "") for each in feed.findall(f"{ATOM}entry")]


@pytest.mark.parametrize(
    ("content", "code", "told"),
    [
        ("safety/365", "en", "adverse events to day 365"),
        ("survival/1826", "en", "survival to day 1,826"),
        ("endpoint/remission", "en", "endpoint Remission without residual disease at day 100"),
        ("best-response/IMWG", "en", "best responses (Myeloma response (IMWG))"),
        ("safety/365", "es", "acontecimientos adversos hasta el día 365"),
        ("known/365", "de", "Anteil mit bekanntem Stand an Tag 365"),
    ],
)
def test_an_erratum_names_its_content_in_words_on_page_and_in_the_feed(
    content: str, code: str, told: str
) -> None:
    frozen = counted_anew(content)
    (row,) = releases_page(Asked(frozen, "/releases", BY_CODE[code]))["errata"].rows
    assert row[1].words == texts_capital(told)
    (title,) = (title for title in titles(frozen, code) if told in title)
    assert title.endswith("AURORA, aurora-1")


def texts_capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def test_every_content_that_can_be_public_has_its_words_in_every_language() -> None:
    ids = {id for group in GROUPS for id in contents_of(group)}
    assert len(ids) > 10
    for id in ids:
        kind = id.partition("/")[0]
        said = {texts.content(id, language) for language in LANGUAGES}
        assert len(said) == len(LANGUAGES), id
        assert kind in texts.CONTENTS


@pytest.mark.parametrize("code", ["es", "de"])
def test_feed_and_calendar_stand_in_every_language_under_ids_of_their_own(code: str) -> None:
    with TestClient(create_public_app(Shelf(counted_anew("funnel")), lambda: "e")) as client:
        here, there = (client.get(f"{at}/releases.atom").content for at in ("", f"/{code}"))
        ids = [
            {each.text for each in ElementTree.fromstring(feed).iter(f"{ATOM}id")}  # noqa: S314
            for feed in (here, there)
        ]
        assert len(ids[0]) == len(ids[1])
        assert not ids[0] & ids[1]
        assert f'xml:lang="{code}"'.encode() in there
        assert f"http://testserver.local/{code}/releases".encode() in there
        page = client.get(f"/{code}/releases").text
        assert f'href="/{code}/releases.atom"' in page
        assert f'href="/{code}/releases.ics"' in page
    days = [releases_ics(Asked(SNAPSHOT_FROZEN, "/", BY_CODE[each])) for each in ("en", code)]
    assert days[0] != days[1]
    assert [line for line in days[0].splitlines() if line.startswith(b"UID")] == [
        line for line in days[1].splitlines() if line.startswith(b"UID")
    ]


SNAPSHOT_FROZEN = freeze(SNAPSHOT)


@pytest.mark.parametrize(
    ("overdue", "due_on", "told"),
    [
        (True, date(2026, 3, 31), "was due on 31 March 2026"),
        (False, date(2028, 3, 31), "is due on 31 March 2028"),
        (False, None, "No day is known"),
    ],
)
def test_a_result_was_due_only_where_it_is_overdue(
    *, overdue: bool, due_on: date | None, told: str
) -> None:
    silent = structs.replace(PROGRAMMES[0], overdue=overdue, due_on=due_on, silent=True)
    snapshot = structs.replace(SNAPSHOT, programmes=(silent, *PROGRAMMES[1:]))
    table = releases_page(Asked(freeze(snapshot), "/releases"))["owing"]
    assert [row[2].words for row in table.rows] == [told]
    assert "was due" not in " ".join(table.heads)


def many(programmes: int) -> Snapshot:
    """So many programmes with three decisions each."""
    stages = tuple(decision(stage, is_open=False) for stage in ("R1", "R2", "R3"))

    def one(number: int) -> PublicProgramme:
        named = structs.replace(PROGRAMMES[0].programme, id=f"p-{number}", title=f"P {number}")
        return structs.replace(PROGRAMMES[0], programme=named, decisions=stages)

    return structs.replace(SNAPSHOT, programmes=tuple(map(one, range(programmes))), groups=())


@pytest.mark.parametrize(("programmes", "pages"), [(1, 1), (66, 1), (67, 2), (90, 2)])
def test_the_query_below_the_decisions_gives_every_decision_of_the_page(
    programmes: int, pages: int
) -> None:
    frozen = freeze(many(programmes))
    page = releases_page(Asked(frozen, "/releases"))
    shown = {
        (each["title"], row[0].note) for each in page["programmes"] for row in each["table"].rows
    }
    with TestClient(create_public_app(Shelf(frozen), lambda: "e")) as client:
        told, after, asked = set(), None, 0
        while asked == 0 or after is not None:
            sent = {"query": QUERY, "variables": {"after": after}}
            found = client.post("/graphql", json=sent).json()["data"]["releaseDecisions"]
            rows = [edge["node"] for edge in found["edges"]]
            told |= {(row["programmeTitle"], row["stage"]) for row in rows}
            after = found["pageInfo"]["endCursor"] if found["pageInfo"]["hasNextPage"] else None
            asked += 1
    assert {(title, str(stage.striptags())) for title, stage in shown} == told
    assert asked == pages
    assert bool(page["pages"]) is (3 * programmes > PAGE)


def test_the_query_of_completeness_asks_for_a_whole_page_of_sponsors() -> None:
    snapshot = structs.replace(SNAPSHOT, compared_sponsors=("hospital-es",))
    assert f"first: {PAGE})" in completeness_block(snapshot, ENGLISH).query
