"""Whom a safety notice concerns: somebody who is in no open group yet, or somebody who is."""

from collections.abc import Iterator
from datetime import date, timedelta

from registry.release.notices import died_early
from registry.release.stages import notice_day_on_or_before
from tests.attacks.public import Reading
from tests.attacks.publication import POLICY
from tests.attacks.world import Patient

Row = dict[str, int]


def first_cause(reading: Reading) -> Iterator[tuple[date, Patient]]:
    """Of each product, the monthly day of its first notice for an early death, and who died."""
    world = reading.published.world
    products = {study.programme.id: study.programme.product_id for study in world.studies}
    first: dict[str, tuple[date, Patient]] = {}
    for patient in world.patients:
        day = told_of(patient)
        product = products[patient.programme_id]
        if day is not None and (product not in first or day < first[product][0]):
            first[product] = day, patient
    yield from first.values()


def told_of(patient: Patient) -> date | None:
    """The first monthly day after an early death was told; None where none ever is."""
    early = (t.on for t in patient.told if died_early(t.course, POLICY.notices.death_days))
    told = min(early, default=None)
    return None if told is None else notice_day_on_or_before(POLICY, told + timedelta(days=31))


def notices(reading: Reading) -> dict[str, Row]:
    """How many products get a notice, and for how many it concerns somebody in no open group."""
    homes = {id: group for group, mine in reading.published.roll.items() for id in mine}
    opened = {group["id"]: group["opened_on"] for s in reading.snapshots for group in s["groups"]}
    row = {"products": len(reading.published.world.products), "notices": 0, "unsealed": 0}
    for day, patient in first_cause(reading):
        since = opened.get(homes.get(patient.id, ""))
        row["notices"] += 1
        row["unsealed"] += since is None or since > day.isoformat()
    return {"all": row}
