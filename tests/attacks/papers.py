"""Attackers with a publication from elsewhere: a paper at any date, or a programme's total.

The registry cannot forbid a paper; what its own sums add to one is measured here. A paper states
how many of some patients of one programme responded, and when these were accepted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from numpy.random import Generator

from tests.attacks.algebra import Sum
from tests.attacks.lattice import Exposure, exposed
from tests.attacks.public import SUCCESS, Reading
from tests.attacks.world import BEGINS, Study


@dataclass(frozen=True)
class Paper:
    """A publication: which patients of which programme, and how many of them responded."""

    programme_id: str
    outcome: Sum


def totals(reading: Reading, having: int) -> Iterator[Paper]:
    """One paper per programme, on all of its patients."""
    world = reading.published.world
    for study in world.studies:
        mine = reading.bits(patient.id for patient in world.of(study.programme.id))
        yield Paper(study.programme.id, Sum(mine, (mine & having).bit_count()))


def at_any_date(reading: Reading, having: int, chance: Generator) -> Iterator[Paper]:
    """One paper per programme, on whom it registered up to a day of its own choice."""
    for study in reading.published.world.studies:
        begins = study.programme.starts_on or BEGINS
        days = (study.accepts_until - begins).days * float(chance.uniform(0.2, 1.0))
        paper = cut_at(study, begins + timedelta(days=days), reading, having)
        if paper.outcome.patients:
            yield paper


def cut_at(study: Study, cut: date, reading: Reading, having: int) -> Paper:
    """The paper on whom a study registered up to a day."""
    patients = reading.published.world.of(study.programme.id)
    mine = reading.bits(patient.id for patient in patients if patient.registered_on <= cut)
    return Paper(study.programme.id, Sum(mine, (mine & having).bit_count()))


def subtracted(reading: Reading, paper: Paper) -> Exposure:
    """Subtracts the groups' successes from a paper, and the paper from the groups'."""
    said = paper.outcome
    all_alike = said.patients if said.value in (0, said.size) else 0
    touching = [s for s in reading.sums.get(SUCCESS, []) if is_about(reading, s, paper)]
    return exposed([*touching, said], reading.members.values(), all_alike)


def is_about(reading: Reading, row: Sum, paper: Paper) -> bool:
    """Whether a sum concerns patients of the paper's programme."""
    world = reading.published.world
    mine = reading.bits(patient.id for patient in world.of(paper.programme_id))
    return bool(row.patients & mine)
