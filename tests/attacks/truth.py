"""Who really has what a public number counts: what insiders and authors of papers know.

The definition of a success is the project's own, for it is what the number means; protection is
not.
"""

from datetime import date

from registry.model.endpoint import Endpoint
from registry.model.episode import Course
from registry.release.contents.infusion import as_published
from registry.release.contents.outcomes import standing
from tests.attacks.public import INFUSED, SUCCESS, Reading
from tests.attacks.world import LONGEST_WAIT, RESPONSE, Patient


def counted_as(patient: Patient, on: date) -> Course:
    """The course by which a patient is counted in what opens on a day."""
    if patient.withdrawn_on is not None and patient.withdrawn_on <= on:
        return Course(patient.id, withdrawn=True)
    if patient.found_late_on is not None and patient.found_late_on <= on:
        return Course(patient.id, registered_late=True)
    return patient.known(on)


def succeeds(patient: Patient, on: date, endpoint: Endpoint = RESPONSE) -> bool:
    """Whether a patient is a success by what is known on a day."""
    return standing(endpoint, counted_as(patient, on), LONGEST_WAIT) is None


def successes(reading: Reading) -> int:
    """Who has responded: as published where it is published, else as finally known.

    Infused or not is as the group's funnel showed it, which was published first.
    """
    shown, funnels = published_on(reading, SUCCESS), published_on(reading, INFUSED)
    homes = {id: group for group, mine in reading.published.roll.items() for id in mine}
    last = date.fromisoformat(reading.snapshots[-1]["as_of"])

    def counts(patient: Patient) -> bool:
        home = homes.get(patient.id, "")
        on = shown.get(home, last)
        course = counted_as(patient, on)
        if not course.withdrawn and not course.registered_late:
            course = as_published(course, patient.known(funnels.get(home, on)), LONGEST_WAIT)
        return standing(RESPONSE, course, LONGEST_WAIT) is None

    return reading.bits(p.id for p in reading.published.world.patients if counts(p))


def published_on(reading: Reading, content: str) -> dict[str, date]:
    """When a number of each group became public."""
    first: dict[str, date] = {}
    for number in reading.numbers:
        if number.content == content:
            first.setdefault(number.group_id, date.fromisoformat(number.on))
    return first
