"""Attackers who subtract a table from its correction: of how many patients is the difference?

Who knows of whom there was news knows of whom it is. Fewer than five would be told apart.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from tests.attacks.lattice import Exposure
from tests.attacks.public import SUCCESS, Reading
from tests.attacks.truth import FUNNEL, counted_on, latest, status
from tests.attacks.world import Patient


def corrections_subtracted(reading: Reading) -> Exposure:
    """Subtracts every table of successes from its correction; insiders take off their own."""
    found = [*differences(reading)]
    sizes = [size for changed in found for size in (len(changed), *others(changed)) if size]
    return Exposure(len(found), min(sizes, default=0))


def others(changed: Sequence[Patient]) -> Iterator[int]:
    """How many of the corrected are left to each centre and country that takes its own off."""
    for insider_of in (lambda patient: patient.site.id, lambda patient: patient.site.country):
        for own in Counter(map(insider_of, changed)).values():
            yield len(changed) - own


def differences(reading: Reading) -> Iterator[list[Patient]]:
    """Of each correction of successes, the patients who count otherwise since."""
    patients = {patient.id: patient for patient in reading.published.world.patients}
    funnels = counted_on(reading, FUNNEL)
    for group, days in counted_on(reading, SUCCESS).items():
        for before, after in pairwise(days):
            mine = [patients[id] for id in reading.published.roll[group]]
            yield [p for p in mine if has_changed(p, before, after, funnels.get(group, []))]


def has_changed(patient: Patient, before: date, after: date, funnels: Sequence[date]) -> bool:
    """Whether a patient counts otherwise on a later day.

    Of who withdrew or was found late by then nothing changes any more.
    """
    gone = (day for day in (patient.withdrawn_on, patient.found_late_on) if day is not None)
    if any(day <= after for day in gone):
        return False
    was, is_now = (status(patient, day, latest([*funnels], day)) for day in (before, after))
    return was is not is_now
