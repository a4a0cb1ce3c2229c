"""Releases for readers of feeds and for calendars: Atom (RFC 4287) and iCalendar (RFC 5545).

Ids are made of what they name, so that the same entry keeps its id in every snapshot.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring

from msgspec import Struct

from registry import texts
from registry.language import ENGLISH, marked
from registry.snapshot import Snapshot
from registry.views.decisions import DecisionRow
from registry.web.public.frame import Asked
from registry.web.public.results.cells import capital, sentences
from registry.web.public.results.schedule import ReleaseDay, coming, opened_since, own_decisions
from registry.web.public.results.stages import short

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


def entries(snapshot: Snapshot) -> list[Entry]:
    """What opened, is overdue, was missed or counted anew, newest first."""
    stages = map(opened, opened_since(own_decisions(snapshot)))
    found = [*stages, *overdue(snapshot), *of_the_registry(snapshot)]
    return sorted(found, key=lambda entry: (entry.on, entry.name), reverse=True)[:MOST_ENTRIES]


def opened(row: DecisionRow) -> Entry:
    """A stage that opened."""
    fictional = marked("Fictional.") if row.synthetic else ""
    stage = short(row.stage, ENGLISH).lower()
    on = row.opened_on or row.as_of
    return Entry(
        f"{row.id}/{on}",
        on,
        ENGLISH.say(
            "%(programme)s: %(stage)s, now public", programme=row.programme_title, stage=stage
        ),
        sentences(row.explanation, fictional),
        f"/products/{row.product_id}",
    )


def overdue(snapshot: Snapshot) -> Iterator[Entry]:
    """Results that were due and have not come; such an entry goes when the result comes."""
    for row in snapshot.programmes:
        if row.overdue and row.due_on is not None:
            programme = row.programme
            words = ENGLISH.say(
                "The result was due on %(day)s and has not come.", day=texts.day(row.due_on)
            )
            yield Entry(
                f"overdue/{programme.id}/{row.due_on}",
                row.due_on,
                ENGLISH.say("%(programme)s: result overdue", programme=programme.title),
                sentences(words, marked("Fictional.") if programme.synthetic else ""),
                f"/products/{programme.product_id}",
            )


def of_the_registry(snapshot: Snapshot) -> Iterator[Entry]:
    """Release dates that were missed or put off, and errata of the board."""
    for on in snapshot.missed_releases:
        words = marked("Nothing was published on this release date.")
        title = ENGLISH.say("Release of %(day)s missed", day=texts.day(on))
        yield Entry(f"missed/{on}", on, title, words, "/releases")
    for delay in snapshot.delays:
        title = ENGLISH.say("Release of %(day)s put off", day=texts.day(delay.release))
        yield Entry(delay.id, delay.decided_on, title, delay.reason, "/releases")
    for row in snapshot.errata:
        reason = capital(texts.ERRATUM_REASONS[row.reason])
        title = ENGLISH.say(
            "Counted anew: %(content)s of %(whom)s", content=row.content, whom=row.subject_id
        )
        yield Entry(f"erratum/{row.id}", row.decided_on, title, f"{reason}.", "/releases")


def releases_atom(asked: Asked) -> bytes:
    """What was released, as an Atom feed."""
    feed = Element("feed", xmlns=ATOM)
    said(feed, "id", urn("releases"))
    said(feed, "title", marked("HE Registry: releases and decisions"))
    said(feed, "updated", moment(asked.snapshot.as_of))
    said(SubElement(feed, "author"), "name", "HE Registry")
    SubElement(feed, "link", rel="self", href=f"{asked.home}/releases.atom")
    SubElement(feed, "link", rel="alternate", href=f"{asked.home}/releases")
    for entry in entries(asked.snapshot):
        written(feed, entry, asked.home)
    return bytes(tostring(feed, encoding="utf-8", xml_declaration=True))


def written(feed: Element, entry: Entry, home: str) -> None:
    """An entry of the feed."""
    element = SubElement(feed, "entry")
    said(element, "id", urn(entry.name))
    said(element, "title", entry.title)
    said(element, "updated", moment(entry.on))
    SubElement(element, "link", rel="alternate", href=f"{home}{entry.path}")
    said(element, "summary", entry.words)


def said(parent: Element, name: str, words: str) -> None:
    """An element with a text, without the characters that no XML may hold (XML 1.0, 2.2)."""
    SubElement(parent, name).text = UNWRITABLE.sub(" ", words)


def urn(name: str) -> str:
    """The id of what has this name, the same in every snapshot and at every address."""
    return uuid5(NAMESPACE_URL, f"he-registry/{name}").urn


def moment(on: date) -> str:
    """The beginning of a day, as Atom writes it (RFC 3339)."""
    return f"{on.isoformat()}T00:00:00Z"


def releases_ics(asked: Asked) -> bytes:
    """Release dates to come, as a calendar file: one event of a whole day for each."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCER)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", marked("HE Registry: release dates"))
    for day in coming(asked.snapshot):
        calendar.add_component(event(day, asked))
    return bytes(calendar.to_ical())


def event(day: ReleaseDay, asked: Asked) -> "Event":
    """A release date with what opens on it at the latest."""
    from icalendar import Event

    made = Event()
    made.add("uid", urn(f"release/{day.on}"))
    made.add("dtstamp", datetime.combine(asked.snapshot.as_of, time(), UTC))
    made.add("dtstart", day.on)
    made.add("dtend", day.on + timedelta(days=1))
    made.add("summary", marked("HE Registry: release date"))
    made.add("description", told(day))
    made.add("url", f"{asked.home}/releases")
    made.add("transp", "TRANSPARENT")
    return made


def told(day: ReleaseDay) -> str:
    """What opens on a day, one line each."""
    lines = [
        ENGLISH.say(
            "%(programme)s: %(what)s, at the latest",
            programme=opening.decision.programme_title,
            what=opening.words(),
        )
        for opening in day.openings
    ]
    return "\n".join(lines) or marked("What meets its conditions opens.")
