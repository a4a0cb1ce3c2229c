"""Attackers who read what sponsors state themselves: figures of results, beside our own sums."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from tests.attacks.algebra import Sum
from tests.attacks.lattice import Exposure, structure, summed
from tests.attacks.public import SUCCESS, Reading


def stated(reading: Reading) -> Iterator[tuple[str, int]]:
    """Programmes whose sponsor's own figures are public, with the patients they are of."""
    for row in reading.snapshots[-1]["endpoint_results"]:
        result = row["result"]
        if result.get("patients") is not None:
            yield result["programme_id"], reading.bits(registered_up_to(reading, result))


def registered_up_to(reading: Reading, result: Mapping[str, Any]) -> list[str]:
    """The patients of a result's programme up to its cut-off."""
    cut = date.fromisoformat(result["cut_off"]) if result["cut_off"] else date.max
    patients = reading.published.world.of(result["programme_id"])
    return [patient.id for patient in patients if patient.registered_on <= cut]


def figures_subtracted(reading: Reading) -> Exposure:
    """Subtracts the groups of a programme from what its sponsor states of its own patients."""
    return summed(subtracted(reading, id, patients) for id, patients in stated(reading))


def subtracted(reading: Reading, programme_id: str, patients: int) -> Exposure:
    """Whom one statement and the programme's groups single out together."""
    mine = reading.bits(patient.id for patient in reading.published.world.of(programme_id))
    groups = [s.patients for s in reading.sums.get(SUCCESS, []) if s.patients & mine]
    return structure(Sum(shape, 0) for shape in (*groups, patients))
