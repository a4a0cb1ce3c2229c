"""What a sponsor has to declare and has not: results of goals, and attestations of the last year.

Whether a result is due stands in the latest snapshot, as everybody reads it there.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from urllib.parse import urlencode

from msgspec import Struct

from registry.intake.own import Own
from registry.language import ENGLISH, marked
from registry.model.codes import EndpointRole
from registry.model.programme import Programme, closed_on
from registry.snapshot import PublicProgramme
from registry.web.desk.sponsor.acts.attestation import ATTEST, hospitals
from registry.web.desk.sponsor.acts.result import RESULT, unreported

AHEAD = timedelta(days=183)
"""How long before its day a result is named as due: about the time between two releases."""


class Due(Struct, frozen=True):
    """Something to declare: `href` leads to its form, filled in so far; `on` is its day, if any."""

    words: str
    href: str
    on: date | None = None
    overdue: bool = False


def due_results(own: Own, public: Iterable[PublicProgramme]) -> list[Due]:
    """Primary endpoints without a result that are due soon or overdue, the longest due first."""
    open_until = {row.programme.id: row for row in public if row.due_on is not None}
    primary = {
        f"{programme.id} {locked.endpoint.id}": open_until[programme.id]
        for programme in own.programmes
        for locked in programme.endpoints
        if programme.id in open_until and locked.endpoint.role is EndpointRole.PRIMARY
    }
    due = [
        Due(words, f"{RESULT.path}?{urlencode({'endpointId': key})}", row.due_on, row.overdue)
        for key, words in unreported(own)
        if (row := primary.get(key)) is not None
        and row.due_on is not None
        and row.due_on <= own.today + AHEAD
    ]
    return sorted(due, key=lambda each: (each.on or own.today, each.words))


def due_attestations(own: Own) -> list[Due]:
    """Hospitals of programmes that accepted last year and of which nobody attested that year."""
    year = own.today.year - 1
    accepted = {programme.id for programme in own.programmes if accepted_in(programme, year)}
    keys = [(key, words, *key.partition(" ")) for key, words in hospitals(own)]
    return [
        Due(
            ENGLISH.say(marked("%(year)s: %(hospital)s"), year=year, hospital=words),
            f"{ATTEST.path}?{urlencode({'centreId': key, 'year': year})}",
        )
        for key, words, programme_id, _, centre_id in keys
        if programme_id in accepted and f"{programme_id}.{centre_id}.{year}" not in own.attestations
    ]


def accepted_in(programme: Programme, year: int) -> bool:
    """Whether a programme was registered by the end of a year and accepted patients in it."""
    closed = closed_on(programme)
    return programme.registered_on.year <= year and (closed is None or closed.year >= year)
