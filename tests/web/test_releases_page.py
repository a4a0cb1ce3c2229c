"""Releases: what opens when, who is overdue, and the same for feeds and calendars."""

from collections.abc import Iterator
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from icalendar import Calendar, Event
from litestar import Litestar
from litestar.testing import TestClient
from msgspec import structs

from registry.model.decision import Horizon
from registry.model.transparency import Erratum, ErratumReason
from registry.public_app import create_public_app
from registry.shelf import Shelf
from registry.snapshot import FrozenSnapshot, PublicProgramme, freeze
from registry.web.public.frame import Asked
from registry.web.public.results.feeds import releases_atom, releases_ics
from registry.web.public.results.releases import releases_page
from registry.web.public.results.schedule import coming
from tests.views.example import AS_OF, OPENS, PROGRAMMES, SNAPSHOT, frozen

ATOM = "{http://www.w3.org/2005/Atom}"
OPENED = date(2026, 3, 31)
LATER = date(2028, 3, 31)
MISSED = date(2025, 3, 31)

Client = TestClient[Litestar]


def opened(row: PublicProgramme) -> PublicProgramme:
    """A programme whose stages opened in March, one of them late, and that reaches further."""
    decisions = tuple(
        structs.replace(each, opened_on=OPENED, horizons=(Horizon(365, False, LATER),))
        for each in row.decisions
    )
    late = structs.replace(decisions[-1], missed=True, latest_on=date(2025, 9, 30))
    return structs.replace(
        row, decisions=(*decisions[:-1], late), overdue=True, due_on=date(2026, 3, 31)
    )


def eventful() -> FrozenSnapshot:
    """The example with a missed release, an erratum, and what opened in March."""
    erratum = Erratum("e-1", "aurora-1", "funnel", ErratumReason.TOLD_WRONGLY, date(2026, 4, 2))
    programmes = (opened(PROGRAMMES[0]), *PROGRAMMES[1:])
    return freeze(
        structs.replace(
            SNAPSHOT, programmes=programmes, missed_releases=(MISSED,), errata=(erratum,)
        )
    )


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with TestClient(create_public_app(Shelf(eventful()), lambda: "e")) as opened_client:
        yield opened_client


def test_the_calendar_names_every_day_on_which_something_opens_at_the_latest() -> None:
    days = {day.on: [o.decision.id for o in day.openings] for day in coming(eventful().snapshot)}
    assert days == {
        SNAPSHOT.next_release: [],
        OPENS: ["borealis.R3"],
        LATER: ["aurora.R0", "aurora.R3"],
    }


def test_a_day_that_has_passed_is_not_to_come() -> None:
    for offset, expected in ((0, False), (1, True)):
        on = AS_OF + timedelta(days=offset)
        waiting = structs.replace(PROGRAMMES[1].decisions[0], latest_on=on)
        row = structs.replace(PROGRAMMES[1], decisions=(waiting,))
        snapshot = structs.replace(SNAPSHOT, programmes=(row,))
        assert (on in {day.on for day in coming(snapshot)}) == expected


def test_every_decision_stands_there_with_its_reason_policy_and_digest(client: Client) -> None:
    page = client.get("/releases").text
    assert page.count("Still needed: At least 20 patients are followed.") == 1
    assert page.count('inputs <span translate="no">aaaaaaaaaaaa</span>') == 4
    assert "Held back by its sponsor until 30 September 2027: the product was changed" in page


def test_who_is_overdue_is_named_with_the_day() -> None:
    table = releases_page(Asked(eventful(), "/releases"))["owing"]
    assert [(row[0].words, row[2].words) for row in table.rows] == [
        ("AURORA", "was due on 31 March 2026")
    ]
    assert not releases_page(Asked(frozen(), "/releases"))["owing"].rows


def test_missed_releases_and_errata_are_told(client: Client) -> None:
    page = client.get("/releases").text
    assert "Passed without a release: 31 March 2025." in page
    assert "It had been told wrongly" in page
    assert "Infused and not infused" in page
    assert "Opened late" in page


def test_the_feed_is_atom_with_one_entry_for_what_opened_was_missed_or_corrected(
    client: Client,
) -> None:
    answer = client.get("/releases.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)  # noqa: S314 (our own bytes)
    entries = feed.findall(f"{ATOM}entry")
    titles = [entry.findtext(f"{ATOM}title") for entry in entries]
    assert titles == [
        "Counted anew: infused and not infused of AURORA, aurora-1",
        "AURORA: result overdue",
        "AURORA: interim efficacy, now public",
        "AURORA: registered, now public",
        "Release of 31 March 2025 missed",
    ]
    for element in (feed, *entries):
        assert element.findtext(f"{ATOM}id", "").startswith("urn:uuid:")
        assert element.findtext(f"{ATOM}updated", "").endswith("T00:00:00Z")
    links = {entry.find(f"{ATOM}link").get("href", "") for entry in entries}  # type: ignore[union-attr]
    assert all(link.startswith("http://testserver") for link in links)


def test_who_is_overdue_is_marked_beside_its_decisions_at_once(client: Client) -> None:
    """Nobody has to wait for a table of sponsors: the mark stands with the programme."""
    page = client.get("/releases").text
    parts = page.split('id="decisions-')[1:]
    owing = {part.partition('"')[0] for part in parts if "Result overdue" in part}
    assert owing == {"aurora"}
    assert len(parts) == 3


def test_an_overdue_result_is_an_entry_until_it_comes() -> None:
    def titles(programme: PublicProgramme) -> dict[str, str]:
        snapshot = structs.replace(eventful().snapshot, programmes=(programme, *PROGRAMMES[1:]))
        feed = ElementTree.fromstring(releases_atom(Asked(freeze(snapshot), "/")))  # noqa: S314
        entries = feed.findall(f"{ATOM}entry")
        return {e.findtext(f"{ATOM}title", ""): e.findtext(f"{ATOM}summary", "") for e in entries}

    late = eventful().snapshot.programmes[0]
    said = "The result was due on 31 March 2026 and has not come. Fictional."
    assert titles(late)["AURORA: result overdue"] == said
    assert "AURORA: result overdue" not in titles(structs.replace(late, overdue=False))


@pytest.mark.parametrize("sign", ["\x0b", "\x00", "\ufffe", "\ud800"], ids=ascii)
def test_a_title_with_a_sign_no_xml_may_hold_breaks_no_feed(sign: str) -> None:
    first, *others = eventful().snapshot.programmes
    titled = structs.replace(first.programme, title=f"AUR{sign}ORA")
    programmes = (structs.replace(first, programme=titled), *others)
    snapshot = structs.replace(SNAPSHOT, programmes=programmes)
    asked = structs.replace(Asked(frozen(), "/"), frozen=FrozenSnapshot(snapshot, b"", "d"))
    feed = ElementTree.fromstring(releases_atom(asked))  # noqa: S314
    assert "AUR ORA: result overdue" in {each.text for each in feed.iter(f"{ATOM}title")}


def test_an_entry_keeps_its_id_in_later_snapshots_and_at_other_addresses() -> None:
    def ids(snapshot: FrozenSnapshot, home: str) -> list[str]:
        feed = ElementTree.fromstring(releases_atom(Asked(snapshot, "/", home=home)))  # noqa: S314
        return [each.findtext(f"{ATOM}id", "") for each in feed.findall(f"{ATOM}entry")]

    later = freeze(structs.replace(eventful().snapshot, number=5))
    assert ids(eventful(), "https://one.example") == ids(later, "https://two.example")


def test_the_calendar_file_has_a_whole_day_for_each_release_date(client: Client) -> None:
    answer = client.get("/releases.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    read = Calendar.from_ical(answer.content).walk("VEVENT")
    events = [event for event in read if isinstance(event, Event)]
    assert [event.start for event in events] == [SNAPSHOT.next_release, OPENS, LATER]
    assert "BOREALIS: interim efficacy, at the latest" in str(events[1]["description"])
    assert len({str(event["uid"]) for event in events}) == 3


def test_feed_and_calendar_are_functions_of_the_snapshot() -> None:
    asked = Asked(eventful(), "/", home="https://one.example")
    assert releases_atom(asked) == releases_atom(asked)
    assert releases_ics(asked) == releases_ics(asked)
