"""Releases for readers of feeds and for calendars: Atom (RFC 4287) and iCalendar (RFC 5545).

Ids are made of what they name, so that the same entry keeps its id in every snapshot; the entry
in another language is another one.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring

from markupsafe import Markup
from msgspec import Struct

from registry import texts
from registry.language import ENGLISH, Language
from registry.snapshot import Snapshot
from registry.views.decisions import DecisionRow
from registry.web.public.frame import Asked
from registry.web.public.results import errata
from registry.web.public.results.cells import capital, day, sentences
from registry.web.public.results.schedule import ReleaseDay, coming, opened_since, own_decisions
from registry.web.public.results.stages import reasons

if TYPE_CHECKING:
    from icalendar import Event

ATOM = "http://www.w3.org/2005/Atom"
MOST_ENTRIES = 200
UNWRITABLE = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
PRODUCER = "-//HE Registry//Releases//EN"


class Entry(Struct, frozen=True):
    """What happened on a day: its name for ever, what to call it, its text, and where to read."""

    name: str
    on: date
    title: str
    words: str
    path: str


def entries(snapshot: Snapshot, language: Language = ENGLISH) -> list[Entry]:
    """What opened, is overdue, was missed or counted anew, newest first."""
    stages = (opened(row, language) for row in opened_since(own_decisions(snapshot)))
    found = [*stages, *overdue(snapshot, language), *of_the_registry(snapshot, language)]
    return sorted(found, key=lambda entry: (entry.on, entry.name), reverse=True)[:MOST_ENTRIES]


def opened(row: DecisionRow, language: Language) -> Entry:
    """A stage that opened."""
    stage = language.say(texts.STAGE_NAMES[row.stage])
    on = row.opened_on or row.as_of
    return Entry(
        f"{row.id}/{on}",
        on,
        language.say(
            "%(programme)s: %(stage)s, now public", programme=row.programme_title, stage=stage
        ),
        sentences(*reasons(row, language), invented(row.synthetic, language)),
        f"/products/{row.product_id}",
    )


def invented(synthetic: bool, language: Language) -> str:
    """That what an entry tells of is fictional, where it is."""
    return language.say("Fictional.") if synthetic else ""


def overdue(snapshot: Snapshot, language: Language) -> Iterator[Entry]:
    """Results that were due and have not come; such an entry goes when the result comes."""
    for row in snapshot.programmes:
        if row.overdue and row.due_on is not None:
            programme, due = row.programme, day(row.due_on, language)
            words = language.say("The result was due on %(day)s and has not come.", day=due)
            yield Entry(
                f"overdue/{programme.id}/{row.due_on}",
                row.due_on,
                language.say("%(programme)s: result overdue", programme=programme.title),
                sentences(words, invented(programme.synthetic, language)),
                f"/products/{programme.product_id}",
            )


def of_the_registry(snapshot: Snapshot, language: Language) -> Iterator[Entry]:
    """Release dates that were missed or put off, and errata of the board."""
    say = language.say
    for on in snapshot.missed_releases:
        words = say("Nothing was published on this release date.")
        title = say("Release of %(day)s missed", day=day(on, language))
        yield Entry(f"missed/{on}", on, title, words, "/releases")
    for delay in snapshot.delays:
        title = say("Release of %(day)s put off", day=day(delay.release, language))
        yield Entry(delay.id, delay.decided_on, title, delay.reason, "/releases")
    for row in snapshot.errata:
        reason = capital(say(texts.ERRATUM_REASONS[row.reason]))
        title = say(
            "Counted anew: %(content)s of %(whom)s",
            content=errata.what(row, snapshot, language),
            whom=errata.whom(row, snapshot, language),
        )
        yield Entry(f"erratum/{row.id}", row.decided_on, title, f"{reason}.", "/releases")


def releases_atom(asked: Asked) -> bytes:
    """What was released, as an Atom feed in the language of its address."""
    language, path = asked.language, asked.href("/releases")
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": language.code})
    said(feed, "id", urn("releases", language))
    said(feed, "title", language.say("HE Registry: releases and decisions"))
    said(feed, "updated", moment(asked.snapshot.as_of))
    said(SubElement(feed, "author"), "name", "HE Registry")
    SubElement(feed, "link", rel="self", href=f"{asked.home}{path}.atom")
    SubElement(feed, "link", rel="alternate", href=f"{asked.home}{path}")
    for entry in entries(asked.snapshot, language):
        written(feed, entry, asked)
    return bytes(tostring(feed, encoding="utf-8", xml_declaration=True))


def written(feed: Element, entry: Entry, asked: Asked) -> None:
    """An entry of the feed."""
    element = SubElement(feed, "entry")
    said(element, "id", urn(entry.name, asked.language))
    said(element, "title", entry.title)
    said(element, "updated", moment(entry.on))
    SubElement(element, "link", rel="alternate", href=f"{asked.home}{asked.href(entry.path)}")
    said(element, "summary", entry.words)


def said(parent: Element, name: str, words: str) -> None:
    """An element with a text, without the characters that no XML may hold (XML 1.0, 2.2)."""
    SubElement(parent, name).text = UNWRITABLE.sub(" ", unmarked(words))


def unmarked(words: str) -> str:
    """The words of a page without the marks that say of which language they are."""
    return words.striptags() if isinstance(words, Markup) else words


def urn(name: str, language: Language = ENGLISH) -> str:
    """The id of what has this name, the same in every snapshot and at every address."""
    of = "" if language == ENGLISH else f"{language.code}/"
    return uuid5(NAMESPACE_URL, f"he-registry/{of}{name}").urn


def moment(on: date) -> str:
    """The beginning of a day, as Atom writes it (RFC 3339)."""
    return f"{on.isoformat()}T00:00:00Z"


def releases_ics(asked: Asked) -> bytes:
    """Release dates to come, as a calendar file in the language of its address.

    One event of a whole day for each; the same in every language, so that no calendar has it twice.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCER)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", asked.language.say("HE Registry: release dates"))
    for release in coming(asked.snapshot):
        calendar.add_component(event(release, asked))
    return bytes(calendar.to_ical())


def event(release: ReleaseDay, asked: Asked) -> "Event":
    """A release date with what opens on it at the latest."""
    from icalendar import Event

    made = Event()
    made.add("uid", urn(f"release/{release.on}"))
    made.add("dtstamp", datetime.combine(asked.snapshot.as_of, time(), UTC))
    made.add("dtstart", release.on)
    made.add("dtend", release.on + timedelta(days=1))
    made.add("summary", asked.language.say("HE Registry: release date"))
    made.add("description", told(release, asked.language))
    made.add("url", f"{asked.home}{asked.href('/releases')}")
    made.add("transp", "TRANSPARENT")
    return made


def told(release: ReleaseDay, language: Language) -> str:
    """What opens on a day, one line each."""
    lines = [
        language.say(
            "%(programme)s: %(what)s, at the latest",
            programme=opening.decision.programme_title,
            what=opening.words(language),
        )
        for opening in release.openings
    ]
    return "\n".join(lines) or language.say("What meets its conditions opens.")
