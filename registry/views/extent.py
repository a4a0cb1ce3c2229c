"""What a report is of: a year, in all Member States or in one; and of which there are any."""

from collections.abc import Iterable, Iterator
from datetime import date

from msgspec import Struct

from registry.model.calendar import half_years_of
from registry.model.product import ApprovalEvent, first_day
from registry.model.sealed import SEVERAL
from registry.snapshot import PublicProgramme, Snapshot
from registry.views.activity import is_open
from registry.views.cohort import Dimension, Filter


class Extent(Struct, frozen=True):
    """What a report is of: a year, and a country (ISO 3166-1 alpha-2), empty for all of them."""

    year: int
    country: str = ""

    @property
    def first(self) -> date:
        """The first day of the year."""
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        """The last day of the year."""
        return date(self.year, 12, 31)

    @property
    def place(self) -> Filter:
        """The filter of the country alone."""
        return {Dimension.COUNTRY: frozenset({self.country})} if self.country else {}

    @property
    def where(self) -> Filter:
        """The filter of year and country: groups that lie wholly in both."""
        return {Dimension.PERIOD: half_years_of(self.year), **self.place}

    def holds(self, country: str) -> bool:
        """Whether something in a country belongs to the report."""
        return self.country in ("", country)


def years_of(snapshot: Snapshot) -> range:
    """The years there is a report of: from the first fact with a year to that of the snapshot."""
    open_ = [group for group in snapshot.groups if is_open(group)]
    known = [
        *(int(group.first_period[:4]) for group in open_ if group.first_period),
        *(row.programme.registered_on.year for row in own_programmes(snapshot)),
        *(
            day.year
            for approval in snapshot.directory.approvals
            for day in event_days(approval.events)
        ),
        snapshot.as_of.year,
    ]
    return range(min(known), snapshot.as_of.year + 1)


def countries_of(snapshot: Snapshot) -> tuple[str, ...]:
    """The countries there is a report of: all that the directory or an open group names."""
    directory = snapshot.directory
    found = {
        *(authority.country for authority in directory.authorities),
        *(approval.country for approval in directory.approvals),
        *(centre.country for centre in directory.centres),
        *(organisation.country for organisation in directory.organisations),
        *(group.country for group in snapshot.groups if is_open(group) and group.country),
    }
    return tuple(sorted(found - {SEVERAL, ""}))


def own_programmes(snapshot: Snapshot) -> Iterator[PublicProgramme]:
    """The programmes of sponsors; what is known from publications only is none."""
    return (row for row in snapshot.programmes if row.programme.sponsor_id is not None)


def event_days(events: Iterable[ApprovalEvent]) -> Iterator[date]:
    """The first day each event in the life of an approval can mean."""
    days = (first_day(event.on) for event in events)
    return (day for day in days if day is not None)
