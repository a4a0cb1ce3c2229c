"""The numbers of the report for authorities, added up by hand from the groups of a snapshot.

It knows nothing of cohorts, indexes or rows: a group counts where it is open, in the country, of
one of the programmes, and for a year where both ends of its period lie in it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from registry.model.bundle import BundleKind
from registry.model.codes import Timing
from registry.model.outcomes import outcome_of
from registry.model.programme import Programme
from registry.model.sealed import CurveCounts, EndpointCounts, SealedGroup
from registry.snapshot import Snapshot

HORIZONS = (91, 365, 731, 1826, 3653, 5479)
YEARS = {"year-0": 91, "year-1": 548, "year-2": 1096, "year-3": 1461, "year-4": 1826}
YEARS |= {"year-5": 3653, "year-10": 5479}
"""The interval that begins with a year, by its last day."""
FAILED = ("NEVER_INFUSED", "DEAD", "OBSERVED_FAILURE")
MISSING = ("MISSING", "UNREPORTED", "WITHDRAWN", "REGISTERED_LATE")

Numbers = dict[tuple[str, str], int]
"""Numbers by field and item."""


class Asked(NamedTuple):
    """Whose patients are added up; a year of 0 is every year, no country is every country."""

    programmes: tuple[Programme, ...]
    country: str
    year: int
    timing: Timing


def whole_groups(snapshot: Snapshot, asked: Asked) -> list[SealedGroup]:
    """The open groups that lie wholly in what is asked for."""
    ids = {programme.id for programme in asked.programmes}
    return [
        group
        for group in snapshot.groups
        if group.state == "OPEN"
        and group.timing is asked.timing
        and asked.country in ("", group.country)
        and ids.issuperset(group.programmes)
        and asked.year in (0, *year_of(group))
    ]


def year_of(group: SealedGroup) -> list[int]:
    """The year of both ends of a group's period, if it is one."""
    first, last = (group.first_period or "")[:4], (group.last_period or "")[:4]
    return [int(first)] if first == last and first else []


def plain_numbers(snapshot: Snapshot, asked: Asked) -> Numbers:
    """Every number of the report of one timing but those of primary outcomes."""
    groups = whole_groups(snapshot, asked)
    if not groups:
        return {}
    found: Numbers = {("accepted", ""): sum(group.accepted or 0 for group in groups)}
    for add in (infusion, manufacture, safety, status, risk_of_accepted):
        found |= add(groups)
    return found | risk_of_infused(snapshot, groups)


def risk_of_infused(snapshot: Snapshot, groups: Iterable[SealedGroup]) -> Numbers:
    """Persons at risk by year since infusion, of the bundles whose groups are all there."""
    ids = {group.id for group in groups}
    curves = [
        curve
        for bundle in snapshot.bundles
        if bundle.kind is BundleKind.INFUSED and ids.issuperset(bundle.group_ids)
        for curve in bundle.curves
        if curve.curve == "survival-of-infused"
    ]
    return risk("at-risk", curves) | ever("at-risk-of", curves)


def infusion(groups: Iterable[SealedGroup]) -> Numbers:
    """Infused and not infused."""
    funnels = [group.funnel for group in groups if group.funnel]
    if not funnels:
        return {}
    reasons = added(funnel.not_infused for funnel in funnels)
    return {
        ("infused", ""): sum(funnel.infused for funnel in funnels),
        ("oos-patients", ""): reasons["OUT_OF_SPECIFICATION_NOT_RELEASED"],
        **{("not-infused", code): number for code, number in reasons.items() if number},
    }


def manufacture(groups: Iterable[SealedGroup]) -> Numbers:
    """Attempts to manufacture."""
    made = [group.manufacturing for group in groups if group.manufacturing]
    if not made:
        return {}
    outcomes = added(each.attempts for each in made)
    failures = added(each.failures for each in made)
    return {
        ("manufactured-for", ""): sum(each.patients for each in made),
        ("units", ""): outcomes["RELEASED"] + outcomes["RELEASED_OUT_OF_SPECIFICATION"],
        ("batches", ""): outcomes.total(),
        ("oos-released", ""): outcomes["RELEASED_OUT_OF_SPECIFICATION"],
        **{("batch-outcomes", code): number for code, number in outcomes.items()},
        **{("failures", code): number for code, number in failures.items() if number},
    }


def safety(groups: Iterable[SealedGroup]) -> Numbers:
    """Events up to each horizon, of the groups in which it and all before are public."""
    found: Numbers = {}
    for place, day in enumerate(HORIZONS, 1):
        known = [g for g in groups if g.funnel and {*HORIZONS[:place]} <= {t.day for t in g.safety}]
        tables = [table for group in known for table in group.safety if table.day <= day]
        if known:
            classes = added(table.classes for table in tables)
            found |= {
                ("safety-of", f"day-{day}"): sum(group.accepted or 0 for group in known),
                ("serious", f"day-{day}"): sum(table.serious for table in tables),
                ("deaths", f"day-{day}"): classes["DEATH"],
                ("malignancy", f"day-{day}"): classes["MALIGNANCY"],
            }
        for event in (event for table in tables for event in table.events):
            grade = "" if event.grade is None else str(event.grade)
            parts = (event.event_class, event.term, event.system, event.version, grade)
            item = ("terms", f"day-{day}/{'|'.join(parts)}")
            found[item] = found.get(item, 0) + event.patients
    return {key: number for key, number in found.items() if key[0] != "terms" or number}


def status(groups: Iterable[SealedGroup]) -> Numbers:
    """Who is known, missing and lost on each day."""
    found: Numbers = {}
    for day in HORIZONS:
        known = [(group, at) for group in groups for at in group.known if at.day == day]
        if known:
            alive_or_dead = sum(at.known for _, at in known)
            accepted = sum(group.accepted or 0 for group, _ in known)
            found["known", f"day-{day}"] = alive_or_dead
            found["missing", f"day-{day}"] = accepted - alive_or_dead
            curves = [c for group, _ in known for c in group.curves if c.curve == "survival"]
            reached = [c for c in curves if day in {i.day for i in c.intervals}]
            if reached:
                found["lost", f"day-{day}"] = sum(lost_by(curve, day) for curve in reached)
    return found


def lost_by(curve: CurveCounts, day: int) -> int:
    """Who was last seen before a day, or at the end of an interval before the one it ends."""
    inside = sum(each.lost for each in curve.intervals if each.day <= day)
    return inside + sum(each.left for each in curve.intervals if each.day < day)


def risk_of_accepted(groups: Iterable[SealedGroup]) -> Numbers:
    """Persons at risk by year since acceptance."""
    curves = [c for group in groups for c in group.curves if c.curve == "survival"]
    return risk("at-risk-accepted", curves)


def risk(field: str, curves: Iterable[CurveCounts]) -> Numbers:
    """Persons at risk when each year begins, of the curves whose interval after it is public."""
    rows = [(row.day, row.at_risk) for curve in curves for row in curve.intervals]
    return {
        (field, year): sum(number for end, number in rows if end == day)
        for year, day in YEARS.items()
        if any(end == day for end, _ in rows)
    }


def ever(field: str, curves: Iterable[CurveCounts]) -> Numbers:
    """Persons under observation at any time before each year, of the same curves."""
    found: Numbers = {}
    for year, day in YEARS.items():
        those = [curve for curve in curves if day in {row.day for row in curve.intervals}]
        if those:
            found[field, year] = sum(observed_before(curve, day) for curve in those)
    return found


def observed_before(curve: CurveCounts, day: int) -> int:
    """Who began under observation, and who entered before the interval that ends on a day."""
    entered = sum(row.entered for row in curve.intervals if row.day < day)
    return curve.intervals[0].at_risk + entered


def plain_outcomes(snapshot: Snapshot, asked: Asked) -> dict[str, Numbers]:
    """The numbers of each primary outcome, by its id."""
    found: dict[str, list[EndpointCounts]] = {}
    outcomes = {}
    for group in whole_groups(snapshot, asked):
        for counts in group.endpoints:
            id = counts.endpoint_id
            for programme in asked.programmes:
                for locked in programme.endpoints:
                    if locked.endpoint.id == id and programme.id in group.programmes:
                        outcome = outcome_of(locked.endpoint)
                        outcomes[outcome.id] = outcome
                        found.setdefault(outcome.id, []).append(counts)
    return {
        id: outcome_numbers(tables, counts_death="DEATH" in outcomes[id].events)
        for id, tables in found.items()
    }


def outcome_numbers(tables: Iterable[EndpointCounts], *, counts_death: bool) -> Numbers:
    """Success, failure and missing of some tables."""
    success = sum(table.success for table in tables)
    reasons = added(table.no_success for table in tables)
    dead = reasons["DEAD"] if counts_death else 0
    return {
        ("denominator", ""): success + reasons.total(),
        ("assessed", ""): success + reasons["OBSERVED_FAILURE"] + dead,
        ("success", ""): success,
        **{("failure", code): reasons[code] for code in FAILED},
        **{("outcome-missing", code): reasons[code] for code in MISSING},
    }


def added(tables: Iterable[Mapping[str, int]]) -> Counter[str]:
    """Counts by code, added up."""
    total: Counter[str] = Counter()
    for table in tables:
        for code, number in table.items():
            total[code] += number
    return total
