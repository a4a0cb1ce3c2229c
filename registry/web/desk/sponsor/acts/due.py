"""What a sponsor has to declare and has not: results of goals, and attestations of the last year.

Whether a result is due stands in the latest snapshot, as everybody reads it there.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from urllib.parse import urlencode

from msgspec import Struct

from registry.intake.own import Own
from registry.model.codes import EndpointRole
from registry.model.programme import Programme, closed_on
from registry.snapshot import PublicProgramme
from registry.web.desk.sponsor.acts.attestation import ATTEST
from registry.web.desk.sponsor.acts.result import RESULT, unreported

AHEAD = timedelta(days=183)
"""How long before its day a result is named as due: about the time between two releases."""


class DueResult(Struct, frozen=True):
    """An endpoint whose result is due on a day; `href` leads to its form, the endpoint chosen."""

    words: str
    href: str
    on: date
    overdue: bool


class DueYear(Struct, frozen=True):
    """A programme's hospitals of which a year is not attested, each with the way to its form."""

    title: str
    year: int
    hospitals: tuple[tuple[str, str], ...]


def due_results(own: Own, public: Iterable[PublicProgramme]) -> list[DueResult]:
    """Primary endpoints without a result that are due soon or overdue, the longest due first."""
    told = {row.programme.id: row for row in public}
    primary = {
        f"{programme.id} {locked.endpoint.id}": told[programme.id]
        for programme in own.programmes
        for locked in programme.endpoints
        if programme.id in told and locked.endpoint.role is EndpointRole.PRIMARY
    }
    due = [
        DueResult(words, f"{RESULT.path}?{urlencode({'endpointId': key})}", row.due_on, row.overdue)
        for key, words in unreported(own)
        if (row := primary.get(key)) and row.due_on and row.due_on <= own.today + AHEAD
    ]
    return sorted(due, key=lambda each: (each.on, each.words))


def due_years(own: Own) -> list[DueYear]:
    """Of last year, what nobody attested of programmes that accepted patients in it."""
    year = own.today.year - 1
    found = [
        DueYear(programme.title, year, unattested(own, programme, year))
        for programme in own.programmes
        if accepted_in(programme, year)
    ]
    return [due for due in found if due.hospitals]


def unattested(own: Own, programme: Programme, year: int) -> tuple[tuple[str, str], ...]:
    """A programme's hospitals of which a year is not attested, and the way to the form of each."""
    return tuple(
        (
            own.centres[id].name,
            f"{ATTEST.path}?{urlencode({'centreId': f'{programme.id} {id}', 'year': year})}",
        )
        for id in programme.centre_ids
        if id in own.centres and f"{programme.id}.{id}.{year}" not in own.attestations
    )


def accepted_in(programme: Programme, year: int) -> bool:
    """Whether a programme was registered by the end of a year and accepted patients in it."""
    closed = closed_on(programme)
    return programme.registered_on.year <= year and (closed is None or closed.year >= year)
