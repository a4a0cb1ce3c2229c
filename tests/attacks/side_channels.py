"""Attackers with a twin registry: what of it may differ, and what would tell of one patient.

A fate may show in the contents of the patient's own group, by one, and in the labels that are read
off these. A patient more may show by a group that forms, for "at least 11 wait" is public. Nothing
else may differ, in any byte.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from numpy.random import Generator

from registry.model.codes import AgeBand
from tests.attacks.publication import Practice, Published, publish
from tests.attacks.twins import (
    Difference,
    dies,
    differences,
    never_infused,
    other_fate,
    other_response,
    with_patient,
    without_patient,
)
from tests.attacks.world import Patient, World

KEYS = {
    "id", "programme_id", "programme_ids", "state", "formed_on", "timing", "opened_on", "country",
    "age_class", "first_period", "last_period", "accepted", "funnel_opens_on", "remainder_of",
    "finer",
}  # fmt: skip
CUT, WHEN, ADDED = {"group_ids", "closed_on"}, {"as_of", "superseded"}, {"total", "squares"}
NAMES = {"event_class", "term", "system", "version", "grade"}
"""What a row of events is called; that there is one is said by its numbers."""
IN_LISTS = {"endpoints", "known", "safety", "best_responses", "curves"}
OPAQUE = "inputs_digest"


@dataclass(frozen=True)
class Twin:
    """A change of one patient, and which differences it leaves unexplained."""

    name: str
    sentence: str
    change: Callable[[World, Patient], World]
    unexplained: Callable[[list[Difference], Patient, Published], list[Difference]]


def fares(change: Callable[[Patient], Patient]) -> Callable[[World, Patient], World]:
    """Another fate of the same patient."""
    return lambda world, patient: with_patient(world, change(patient))


def is_absent(world: World, patient: Patient) -> World:
    """The patient was never accepted."""
    return without_patient(world, patient.id)


def is_of_another_age(world: World, patient: Patient) -> World:
    """The patient is of the other age class."""
    child = patient.age_band in (AgeBand.CHILD, AgeBand.ADOLESCENT)
    return with_patient(world, replace(patient, age_band=AgeBand.ADULT if child else AgeBand.CHILD))


def beside_counts(
    found: list[Difference], patient: Patient, published: Published
) -> list[Difference]:
    """What differs beside the contents of the patient's own group, or in them by more than one.

    A table may move by more where it was corrected in one of the two: five others changed as well.
    Bundles of the programme may be cut otherwise by a number that is public: the never infused.
    """
    homes = {id: group for group, mine in published.roll.items() for id in mine}
    corrected = {(d.on, table_of(d)) for d in found if WHEN.intersection(d.path)}
    cut = any(d.path[0] == "bundles" and (len(d.path) == 2 or d.path[2] in CUT) for d in found)
    mine = homes.get(patient.id, "")

    def is_explained(d: Difference) -> bool:
        if "labels" in d.path or d.path[-1] in NAMES:
            return True
        moves = is_one(d) or d.path[-1] in ADDED or (d.on, table_of(d)) in corrected
        if d.path[0] == "bundles":
            return d.path[1].startswith(f"{patient.programme_id}.") and (moves or cut)
        return d.group_id == mine and moves

    return [d for d in found if not is_explained(d)]


def table_of(difference: Difference) -> tuple[str, ...]:
    """The table of a group or bundle in which something differs: its field, its name in a list."""
    _, group, field, *rest = (*difference.path, "", "")
    return (group, field, rest[0]) if field in IN_LISTS else (group, field)


def is_one(difference: Difference) -> bool:
    """Whether a content of a group differs by one patient, or one event of a kind."""
    inside = len(difference.path) > 2 and difference.path[2] not in KEYS
    return inside and abs(number(difference.one) - number(difference.other)) == 1


def number(value: Any) -> int:
    """A count; what is not listed counts nobody."""
    return value if isinstance(value, int) else 0 if value is None else 99


def before_a_group(
    found: list[Difference], patient: Patient, published: Published
) -> list[Difference]:
    """What differs before the patient's group opens, or a group forms in one registry only."""
    formed = min((d.on for d in found if forms(d)), default="9999")
    return [d for d in shown_early(found, patient, published) if d.on < formed]


def forms(difference: Difference) -> bool:
    """Whether a group is there in one registry and not in the other, or from another day on."""
    return difference.path[0] == "groups" and (
        len(difference.path) == 2 or difference.path[2] in ("formed_on", "programme_ids")
    )


def beside_silence(
    found: list[Difference], patient: Patient, published: Published
) -> list[Difference]:
    """The same as `beside_counts`, where visits are no longer answered: but for what silence says.

    A programme is silent when nobody in its open groups was seen for two years.
    """
    mine = [d for d in found if OPAQUE not in d.path]
    return beside_counts([d for d in mine if not of_silence(d)], patient, published)


def of_silence(difference: Difference) -> bool:
    """Whether a difference is the flag of silence, or the stage that follows from it."""
    return "silent" in difference.path or "R6" in difference.path


TWINS = (
    Twin("another response", "Who responded did not, or the other way round.",
         fares(other_response), beside_counts),
    Twin("another fate", "Who died lives, or the other way round; the same visits are answered.",
         fares(other_fate), beside_counts),
    Twin("never infused", "Nothing is told of a patient but the acceptance, on the same days.",
         fares(never_infused), beside_counts),
    Twin("an early death", "A patient dies in the fifth month, and no visit follows.",
         fares(dies), beside_silence),
    Twin("one patient less", "A patient was never accepted.", is_absent, before_a_group),
    Twin("another age", "A patient is of the other age class.", is_of_another_age, before_a_group),
)  # fmt: skip


@dataclass(frozen=True)
class Comparison:
    """One twin: how many bytes' worth of differences, and those that nothing explains."""

    name: str
    differs: bool
    early: bool
    unexplained: tuple[Difference, ...]


def compared(
    published: Published,
    chance: Generator,
    twins: Sequence[Twin] = TWINS,
    practice: Practice | None = None,
) -> Iterator[Comparison]:
    """Each twin, of a patient drawn by chance, published in the same way."""
    world = published.world
    for twin in twins:
        patient = world.patients[int(chance.integers(len(world.patients)))]
        found = list(differences(published, publish(twin.change(world, patient), practice)))
        yield Comparison(
            twin.name,
            bool(found),
            bool(shown_early(found, patient, published)),
            tuple(twin.unexplained(found, patient, published)),
        )


def shown_early(
    found: Iterable[Difference], patient: Patient, published: Published
) -> list[Difference]:
    """What differs before the patient's own group is open."""
    homes = {id: group for group, mine in published.roll.items() for id in mine}
    opened = {g.id: g.opened_on for s in published.snapshots for g in s.snapshot.groups}
    day = opened.get(homes.get(patient.id, ""))
    until = day.isoformat() if day else "9999"
    return [difference for difference in found if difference.on < until]
