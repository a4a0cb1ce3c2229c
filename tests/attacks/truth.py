"""Who really has what a public number counts: what insiders and authors of papers know.

The definition of a success is the project's own, for it is what the number means; protection is
not.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from registry.model.endpoint import Endpoint
from registry.model.episode import Course
from registry.model.sealed import NoSuccess
from registry.release.contents.infusion import as_published
from registry.release.contents.outcomes import standing
from tests.attacks.public import SUCCESS, Reading
from tests.attacks.world import LONGEST_WAIT, RESPONSE, Patient

FUNNEL = "funnel.infused"


def counted_as(patient: Patient, on: date, funnel_on: date | None = None) -> Course:
    """The course by which a patient is counted in what opens on a day.

    Infused or not is as the funnel showed it, where one is public.
    """
    if patient.withdrawn_on is not None and patient.withdrawn_on <= on:
        return Course(patient.id, withdrawn=True)
    if patient.found_late_on is not None and patient.found_late_on <= on:
        return Course(patient.id, registered_late=True)
    known = patient.known(on)
    return (
        known if funnel_on is None else as_published(known, patient.known(funnel_on), LONGEST_WAIT)
    )


def status(
    patient: Patient, on: date, funnel_on: date | None = None, endpoint: Endpoint = RESPONSE
) -> NoSuccess | None:
    """None for a success by what is known on a day, else why the patient is none."""
    return standing(endpoint, counted_as(patient, on, funnel_on), LONGEST_WAIT)


def successes(reading: Reading) -> int:
    """Who has responded: as published where it is published, else as finally known."""
    shown, funnels = counted_on(reading, SUCCESS), counted_on(reading, FUNNEL)
    homes = {id: group for group, mine in reading.published.roll.items() for id in mine}
    last = date.fromisoformat(reading.snapshots[-1]["as_of"])

    def succeeds(patient: Patient) -> bool:
        home = homes.get(patient.id, "")
        day = shown.get(home, [last])[0]
        return status(patient, day, latest(funnels.get(home, []), day)) is None

    return reading.bits(p.id for p in reading.published.world.patients if succeeds(p))


def counted_on(reading: Reading, content: str) -> Mapping[str, list[date]]:
    """The release dates a content of each group was counted for, in order."""
    days: dict[str, list[date]] = defaultdict(list)
    for number in reading.numbers:
        if number.content == content:
            day = date.fromisoformat(number.as_of)
            if day not in days[number.group_id]:
                days[number.group_id].append(day)
    return days


def latest(days: list[date], until: date) -> date | None:
    """The last of some days up to another, or None."""
    return max((day for day in days if day <= until), default=None)
