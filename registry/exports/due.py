"""Due visits as a calendar and as a table, for a data manager's own tools."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from registry.model.due import DueVisit

if TYPE_CHECKING:
    from icalendar import Event

COLUMNS = ("sequence", "window", "status", "earliest", "latest", "visit")


def due_csv(visits: Iterable[DueVisit]) -> str:
    """One line per window, RFC 4180; days as ISO 8601."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(COLUMNS)
    for visit in visits:
        values = (getattr(visit, column) for column in COLUMNS)
        table.writerow("" if value is None else value for value in values)
    return text.getvalue()


def due_calendar(programme_title: str, visits: Iterable[DueVisit], made_at: datetime) -> bytes:
    """An all-day event per window (RFC 5545), from its earliest to its latest possible day."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//HE Registry//due visits//EN")
    calendar.add("version", "2.0")
    for visit in visits:
        calendar.add_component(event_of(programme_title, visit, made_at))
    return bytes(calendar.to_ical())


def event_of(programme_title: str, visit: DueVisit, made_at: datetime) -> "Event":
    """One window as an event; its id stays the same, so that a new import replaces the old."""
    from icalendar import Event

    event = Event()
    event.add("uid", f"{visit.id}.{programme_title}@he-registry")
    event.add("summary", f"Patient {visit.sequence}: day {visit.window} ({visit.status.lower()})")
    event.add("description", programme_title)
    event.add("dtstamp", made_at)
    event.add("dtstart", visit.earliest)
    event.add("dtend", visit.latest + timedelta(days=1))
    return event
