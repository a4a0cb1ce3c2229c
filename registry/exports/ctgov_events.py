"""Adverse events of a programme in the shape of ClinicalTrials.gov: the numbers of the view.

One event group for each safety horizon and timing: the open groups whose intervals are public up
to that day, the same ones throughout.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from registry.exports.ctgov_flow import TITLES
from registry.model.codes import EventClass, Timing
from registry.snapshot import Snapshot
from registry.views.cohort import Dimension
from registry.views.safety import SafetyAt, TermRow, safety

SINCE = "after the first administration in time, else after acceptance"
DESCRIPTION = (
    "The registry records events that are serious, of grade 3 or higher, or of a listed class. It "
    "counts terms by grade and does not split them into serious and other: every term stands under "
    "other events, and seriousNumAffected counts patients with a serious one."
)


class Arm(NamedTuple):
    """What is known of one timing up to one horizon."""

    id: str
    timing: Timing
    at: SafetyAt


def adverse_events(snapshot: Snapshot, programme: str) -> dict[str, Any]:
    """The module, or nothing where no safety table is public."""
    arms = list(arms_of(snapshot, programme))
    if not arms:
        return {}
    return {
        "frequencyThreshold": "0",
        "timeFrame": f"Up to {max(arm.at.day for arm in arms)} days {SINCE}",
        "description": DESCRIPTION,
        "eventGroups": [event_group(arm) for arm in arms],
        "otherEvents": list(terms(arms)),
    }


def arms_of(snapshot: Snapshot, programme: str) -> Iterator[Arm]:
    """One for each timing and horizon that any whole group has reached."""
    where = {Dimension.PROGRAMME: frozenset({programme})}
    rows = safety(snapshot, by=(Dimension.PROGRAMME,), where=where)
    found = ((row.timing, at) for row in rows for at in row.horizons)
    return (Arm(f"EG{n:03}", timing, at) for n, (timing, at) in enumerate(found))


def event_group(arm: Arm) -> dict[str, Any]:
    """Patients with a serious event, and those who died, of everybody accepted."""
    accepted = arm.at.accepted.value
    deaths = (each.patients for each in arm.at.classes if each.name == EventClass.DEATH)
    return {
        "id": arm.id,
        "title": f"{TITLES[arm.timing]}, to day {arm.at.day}",
        "description": f"Accepted patients of {arm.at.groups} open sealed groups.",
        "deathsNumAffected": next(deaths, 0),
        "deathsNumAtRisk": accepted,
        "seriousNumAffected": arm.at.serious.patients,
        "seriousNumAtRisk": accepted,
    }


def terms(arms: Sequence[Arm]) -> Iterator[dict[str, Any]]:
    """Each term and grade with its events and the patients who had one; of no other grade."""
    by_arm = {arm.id: {term.id: term for term in arm.at.events} for arm in arms}
    known = {id: term for mine in by_arm.values() for id, term in mine.items()}
    for id in sorted(known):
        yield {
            "term": name_of(known[id]),
            "sourceVocabulary": f"{known[id].system} {known[id].version}".strip(),
            "stats": [stat(arm, by_arm[arm.id], id) for arm in arms],
        }


def name_of(term: TermRow) -> str:
    """What an event is called, or its class where no term is coded, with its grade."""
    name = term.term or term.event_class.value
    return f"{name}, grade {term.grade}" if term.grade is not None else name


def stat(arm: Arm, mine: Mapping[str, TermRow], id: str) -> dict[str, Any]:
    """How often one term was told in one arm; 0 where it was not."""
    term = mine.get(id)
    return {
        "groupId": arm.id,
        "numEvents": term.events if term else 0,
        "numAffected": term.patients if term else 0,
        "numAtRisk": arm.at.accepted.value,
    }
