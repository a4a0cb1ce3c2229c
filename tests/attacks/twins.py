"""Attackers who compare a registry with its twin, in which one patient is another.

Whatever differs between the two, before that patient's group shows it, tells of the patient.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from msgspec import structs

from registry.model.codes import EventClass
from registry.model.episode import AdverseEvent, Course
from tests.attacks.players import BEST, WORST, with_response
from tests.attacks.public import label
from tests.attacks.publication import Practice, Published, publish
from tests.attacks.world import Patient, Told, World


@dataclass(frozen=True)
class Difference:
    """Where two snapshots of one release date differ: the path in the JSON, and both values."""

    on: str
    path: tuple[str, ...]
    one: Any
    other: Any

    @property
    def group_id(self) -> str | None:
        """The group that differs, if it is in a group."""
        return self.path[1] if self.path[0] == "groups" else None


def differences(one: Published, other: Published) -> Iterator[Difference]:
    """Everything that differs between what two registries publish."""
    for first, second in zip(one.snapshots, other.snapshots, strict=True):
        if first.body != second.body:
            on = first.snapshot.as_of.isoformat()
            for path, a, b in unlike(keyed(json.loads(first.body)), keyed(json.loads(second.body))):
                yield Difference(on, path, a, b)


def keyed(node: Any) -> Any:
    """JSON whose lists of rows are looked up by id, so that one row more shifts no other."""
    if isinstance(node, dict):
        return {name: keyed(below) for name, below in node.items()}
    if isinstance(node, list):
        return {row_name(row, place): keyed(row) for place, row in enumerate(node)}
    return node


def row_name(row: Any, place: int) -> str:
    """A row's own id, or its place."""
    if not isinstance(row, dict):
        return str(place)
    about = row.get("programme") or row.get("result") or row
    return str(about.get("id") or about.get("stage") or label(row, place))


def unlike(one: Any, other: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[Any, Any, Any]]:
    """The leaves in which two trees differ. A row that only one has differs in each number."""
    if len(path) > 2:
        one, other = one or blank(other), other or blank(one)
    if isinstance(one, dict) and isinstance(other, dict):
        for name in sorted({*one, *other}):
            yield from unlike(one.get(name), other.get(name), (*path, name))
    elif one != other:
        yield path, one, other


def blank(node: Any) -> Any:
    """What stands for a row that is not there: every number of it is none."""
    return {} if isinstance(node, dict) else None


def with_patient(world: World, patient: Patient) -> World:
    """The registry with another course of events for one of its patients."""
    changed = tuple(patient if p.id == patient.id else p for p in world.patients)
    return replace(world, patients=changed)


def without_patient(world: World, id: str) -> World:
    """The registry as if one patient had never been accepted."""
    return replace(world, patients=tuple(p for p in world.patients if p.id != id))


def told_otherwise(patient: Patient, change: Callable[[Course], Course]) -> Patient:
    """The patient with another course at every telling, told on the same days."""
    told = tuple(Told(t.on, change(t.course), t.answers) for t in patient.told)
    return replace(patient, told=told)


def other_response(patient: Patient) -> Patient:
    """The patient who responded did not, and the other way round."""
    return told_otherwise(
        patient, lambda course: with_response(course, lambda c: WORST if c == BEST else BEST)
    )


def other_fate(patient: Patient) -> Patient:
    """The patient who died did not, as far as is told; the other dies in the fifth month."""
    return told_otherwise(patient, lambda c: alive(c) if has_died(c) else dead(c))


def has_died(course: Course) -> bool:
    """Whether a death is told."""
    return any(event.event_class is EventClass.DEATH for event in course.adverse_events)


def alive(course: Course) -> Course:
    """The course without a death."""
    events = (e for e in course.adverse_events if e.event_class is not EventClass.DEATH)
    return structs.replace(course, adverse_events=tuple(events))


def dead(course: Course) -> Course:
    """The course with a death on day 140."""
    death = AdverseEvent(EventClass.DEATH, 140, grade=5)
    return structs.replace(course, adverse_events=(*course.adverse_events, death))


def dies(patient: Patient) -> Patient:
    """The patient who dies in the fifth month; nothing is told of the time after."""
    day = patient.accepted_on + timedelta(days=140)
    before = [told for told in patient.told if told.on <= day]
    course = dead(alive(before[-1].course) if before else Course(patient.id))
    last = Told(max(day + timedelta(days=30), patient.registered_on), course)
    return replace(patient, told=(*before, last))


def never_infused(patient: Patient) -> Patient:
    """The patient of whom only the acceptance is told: nothing was given, nothing seen."""
    return told_otherwise(patient, lambda course: Course(course.episode_id))


def compared(
    world: World, patient: Patient, published: Published, practice: Practice | None = None
) -> list[Difference]:
    """What the public sees differ when one patient is another."""
    return list(differences(published, publish(with_patient(world, patient), practice)))
