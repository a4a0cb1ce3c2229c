"""Adverse events of a programme in the shape of ClinicalTrials.gov.

One event group for each safety horizon and timing: the open groups whose intervals are public up
to that day, the same ones throughout. Counts of first events add up over intervals.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from registry.exports.ctgov_flow import TITLES, patients_in
from registry.model.codes import Timing
from registry.model.sealed import SAFETY_DAYS, EventCount, SafetyCounts, SealedGroup
from registry.snapshot import Snapshot

DEATH = "DEATH"
SINCE = "after the first administration in time, else after acceptance"
DESCRIPTION = (
    "The registry records events that are serious, of grade 3 or higher, or of a listed class. It "
    "counts terms by grade and does not split them into serious and other: every term stands under "
    "other events, and seriousNumAffected counts patients with a serious one."
)
Term = tuple[str, str, str, int]
NO_GRADE = 0


class Cohort(NamedTuple):
    """Groups of one timing whose safety is public up to a day, with their intervals."""

    id: str
    timing: Timing
    day: int
    groups: list[SealedGroup]

    @property
    def patients(self) -> int:
        """Everybody accepted, infused or not."""
        return patients_in(self.groups)

    @property
    def intervals(self) -> Iterator[SafetyCounts]:
        """Every interval of every group up to the day."""
        return (each for group in self.groups for each in group.safety if each.day <= self.day)


def adverse_events(snapshot: Snapshot, programme: str) -> dict[str, Any]:
    """The module, or nothing where no safety table is public."""
    cohorts = list(cohorts_of([g for g in snapshot.groups if g.programme_id == programme]))
    if not cohorts:
        return {}
    return {
        "frequencyThreshold": "0",
        "timeFrame": f"Up to {max(c.day for c in cohorts)} days {SINCE}",
        "description": DESCRIPTION,
        "eventGroups": [event_group(cohort) for cohort in cohorts],
        "otherEvents": list(terms(cohorts)),
    }


def cohorts_of(groups: Sequence[SealedGroup]) -> Iterator[Cohort]:
    """One for each timing and horizon that any whole group has reached."""
    number = 0
    for timing in sorted({group.timing for group in groups}):
        for place, day in enumerate(SAFETY_DAYS, 1):
            needed = set(SAFETY_DAYS[:place])
            mine = [g for g in groups if g.timing is timing and needed <= {s.day for s in g.safety}]
            if mine:
                yield Cohort(f"EG{number:03}", timing, day, mine)
                number += 1


def event_group(cohort: Cohort) -> dict[str, Any]:
    """Patients with a serious event, and those who died, of everybody accepted."""
    deaths = sum(each.classes.get(DEATH, 0) for each in cohort.intervals)
    return {
        "id": cohort.id,
        "title": f"{TITLES[cohort.timing]}, to day {cohort.day}",
        "description": f"Accepted patients of {len(cohort.groups)} open sealed groups.",
        "deathsNumAffected": deaths,
        "deathsNumAtRisk": cohort.patients,
        "seriousNumAffected": sum(each.serious for each in cohort.intervals),
        "seriousNumAtRisk": cohort.patients,
    }


def terms(cohorts: Sequence[Cohort]) -> Iterator[dict[str, Any]]:
    """Each term and grade with its events and the patients who had one; of no other grade."""
    events = {cohort.id: counted(cohort, "events") for cohort in cohorts}
    patients = {cohort.id: counted(cohort, "patients") for cohort in cohorts}
    for term in sorted({term for counts in events.values() for term in counts}):
        name, system, version, grade = term
        yield {
            "term": f"{name}, grade {grade}" if grade else name,
            "sourceVocabulary": f"{system} {version}".strip(),
            "stats": [
                {
                    "groupId": cohort.id,
                    "numEvents": events[cohort.id][term],
                    "numAffected": patients[cohort.id][term],
                    "numAtRisk": cohort.patients,
                }
                for cohort in cohorts
            ],
        }


def counted(cohort: Cohort, what: str) -> Counter[Term]:
    """Events, or patients, by term and grade."""
    found: Counter[Term] = Counter()
    for interval in cohort.intervals:
        for event in interval.events:
            found[term_of(event)] += getattr(event, what)
    return found


def term_of(event: EventCount) -> Term:
    """What an event is called, in which system, and its grade; its class where it has no term."""
    return event.term or event.event_class, event.system, event.version, event.grade or NO_GRADE
