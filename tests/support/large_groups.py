"""Sealed groups of made-up patients, with every content that is open by a day."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import NamedTuple

from registry.model.codes import EventClass, NotInfusedReason, Timing
from registry.model.sealed import (
    GRID,
    SAFETY_DAYS,
    SEVERAL,
    VEIN_TO_VEIN,
    BestResponse,
    CurveCounts,
    EndpointCounts,
    EventCount,
    Funnel,
    GroupState,
    IntervalCounts,
    KnownStatus,
    Manufacturing,
    NoSuccess,
    SafetyCounts,
    SealedGroup,
)

WAIT = 365
COUNTRIES = ("ES", "DE", "IT", "NL", "FR", "SE", "PL", "BE")
CATEGORIES = ("CMR", "PMR", "NMR", "PD")
CAUSES = ("MALIGNANCY", "RELAPSE", "NEXT_THERAPY", "DEATH")
TERMS = (
    ("CRS", "CRS", "ASTCT", "2019"),
    ("ICANS", "ICANS", "ASTCT", "2019"),
    ("INFECTION", "10021881", "MedDRA", "28.0"),
    ("CYTOPENIA", "10010104", "MedDRA", "28.0"),
    ("OTHER", "", "", ""),
)
CLASSES = tuple(kind.value for kind in EventClass if kind is not EventClass.RELAPSE)
FAILURES = ("CONTAMINATION", "INSUFFICIENT_EXPANSION", "OTHER", "POTENCY", "VIABILITY")
STANDINGS = ("WITH_EVENT", "NONE_OBSERVED", "NOT_OBSERVED", "WITHDRAWN", "REGISTERED_LATE")
YEARS = 27, 36


class Patient(NamedTuple):
    """One made-up patient; days from acceptance, None where it did not happen."""

    infused: int | None
    reason: str
    category: str
    died: int | None
    first: int | None
    cause: str
    seen: int
    events: tuple[tuple[int, int, int], ...]


class Place(NamedTuple):
    """What a group is known by: its programme, its number in it, and the day it was sealed."""

    programme: str
    endpoint: str
    number: int
    formed: date


@cache
def releases() -> tuple[date, ...]:
    """Every release date of the made-up registry."""
    first, last = YEARS
    days = ((date(2000 + y, 3, 31), date(2000 + y, 9, 30)) for y in range(first, last + 1))
    return tuple(day for pair in days for day in pair)


@cache
def opens(formed: date, day: int) -> date | None:
    """The release date on which a horizon opens for a group; None where it has not come."""
    closed = formed + timedelta(days=WAIT + day)
    return next((release for release in releases() if release > closed), None)


def patient(chance: Random) -> Patient:
    """A patient: one in seven is never infused, hazards fall with time."""
    infused = 25 + int(chance.random() * 60) if chance.random() < 0.86 else None
    died = int(chance.expovariate(1 / 1500)) + 1 if chance.random() < 0.7 else None
    relapsed = int(chance.expovariate(1 / 700)) + 20 if chance.random() < 0.5 else None
    first = min((day for day in (died, relapsed) if day is not None), default=None)
    events = tuple(
        (int(chance.random() ** 3 * len(TERMS)), 1 + int(chance.random() * 4),
         1 + int(chance.expovariate(1 / 60)))
        for _ in range(int(chance.random() * 3))
    )  # fmt: skip
    return Patient(
        infused,
        "" if infused else chance.choice([*NotInfusedReason]).value,
        CATEGORIES[int(chance.random() ** 1.5 * len(CATEGORIES))],
        died,
        first,
        "DEATH" if first == died else CAUSES[1 + int(chance.random() * 2)],
        int(chance.expovariate(1 / 9000)),
        events if infused else (),
    )


def group(place: Place, chance: Random) -> SealedGroup:
    """A sealed group, open where the release after its sealing has come."""
    opened = next((day for day in releases() if day > place.formed), None)
    id = f"{place.programme}.g{place.number:03}"
    if opened is None:
        return SealedGroup(
            id, place.programme, GroupState.FORMING, place.formed, Timing.PROSPECTIVE
        )
    patients = [patient(chance) for _ in range(11 + int(chance.random() ** 2 * 20))]
    half = f"{place.formed.year}-H{1 if place.formed.month == 9 else 2}"
    return SealedGroup(
        id=id,
        programme_id=place.programme,
        state=GroupState.OPEN,
        formed_on=place.formed,
        timing=Timing.PROSPECTIVE if chance.random() < 0.9 else Timing.RETROSPECTIVE,
        opened_on=opened,
        country=SEVERAL if chance.random() < 0.1 else COUNTRIES[place.number % len(COUNTRIES)],
        age_class=chance.choice(["0-17", "18+", SEVERAL]),
        first_period=half,
        last_period=half,
        accepted=len(patients),
        **contents(place, patients),
    )


def contents(place: Place, patients: list[Patient]) -> dict[str, object]:
    """What is open of a group."""
    funnel, window = opens(place.formed, 0), opens(place.formed, 100)
    seen = [(day, on) for day in SAFETY_DAYS if (on := opens(place.formed, day))]
    before = (0, *(day for day, _ in seen))
    return {
        "funnel": counted_funnel(patients, funnel) if funnel else None,
        "funnel_opens_on": None if funnel else place.formed + timedelta(days=2 * WAIT),
        "manufacturing": manufacturing(patients, funnel) if funnel else None,
        "endpoints": (endpoint(place, patients, window),) if window else (),
        "best_responses": (best(patients, window),) if window else (),
        "known": tuple(
            KnownStatus(day, sum(p.seen >= day for p in patients), as_of=on) for day, on in seen
        ),
        "safety": tuple(
            safety(patients, start, day, on) for start, (day, on) in zip(before, seen, strict=False)
        ),
        "curves": tuple(curves(place, patients)),
    }


def counted_funnel(patients: list[Patient], on: date) -> Funnel:
    """Infused, and not infused by reason."""
    reasons = Counter(p.reason for p in patients if p.infused is None)
    return Funnel(len(patients) - reasons.total(), dict(sorted(reasons.items())), as_of=on)


def manufacturing(patients: list[Patient], on: date) -> Manufacturing:
    """One attempt a patient; every fifth of the never infused had one that failed."""
    failed = sum(p.infused is None for p in patients) // 5
    bins = [0] * (len(VEIN_TO_VEIN) + 1)
    for each in patients:
        if each.infused is not None:
            bins[sum(day < each.infused - 20 for day in VEIN_TO_VEIN)] += 1
    return Manufacturing(
        sum(bins) + failed,
        {"FAILED": failed, "RELEASED": sum(bins), "RELEASED_OUT_OF_SPECIFICATION": 0},
        {**dict.fromkeys(FAILURES, 0), "POTENCY": failed},
        tuple(bins),
        0,
        as_of=on,
    )


def endpoint(place: Place, patients: list[Patient], on: date) -> EndpointCounts:
    """Who succeeded at day 100, and why the others did not."""
    reasons = Counter(map(no_success, patients))
    success = reasons.pop("", 0)
    return EndpointCounts(
        place.endpoint, success, {why.value: reasons[why.value] for why in NoSuccess}, as_of=on
    )


def no_success(patient: Patient) -> str:
    """Why a patient is no success; empty for one who is."""
    if patient.infused is None:
        return NoSuccess.NEVER_INFUSED.value
    if patient.died is not None and patient.died < 130:
        return NoSuccess.DEAD.value
    if patient.seen < 130:
        return NoSuccess.MISSING.value
    return "" if patient.category == "CMR" else NoSuccess.OBSERVED_FAILURE.value


def best(patients: list[Patient], on: date) -> BestResponse:
    """The best response of the infused."""
    found = Counter(p.category for p in patients if p.infused is not None)
    never = len(patients) - found.total()
    return BestResponse(
        "LUGANO", 100, {c: found[c] for c in CATEGORIES}, {"NEVER_INFUSED": never}, as_of=on
    )


def safety(patients: list[Patient], start: int, day: int, on: date) -> SafetyCounts:
    """Adverse events after `start`, up to a day."""
    events: Counter[tuple[int, int]] = Counter()
    classes: Counter[str] = Counter()
    with_event = looked = 0
    for each in patients:
        inside = [e for e in each.events if start < e[2] <= day]
        events.update((term, grade) for term, grade, _ in inside)
        classes.update({TERMS[term][0] for term, _, _ in inside})
        with_event += bool(inside)
        looked += not inside and each.seen >= day
    standings = dict.fromkeys(STANDINGS, 0)
    standings |= {"WITH_EVENT": with_event, "NONE_OBSERVED": looked}
    standings["NOT_OBSERVED"] = len(patients) - with_event - looked
    rows = tuple(
        EventCount(*TERMS[term], grade, number, number)
        for (term, grade), number in sorted(events.items())
    )
    by_class = {name: classes[name] for name in CLASSES}
    return SafetyCounts(day, standings, with_event // 2, by_class, rows, as_of=on)


def curves(place: Place, patients: list[Patient]) -> Iterator[CurveCounts]:
    """Survival and the first event of all accepted."""
    reached = [(day, on) for day in GRID if (on := opens(place.formed, day))]
    days, dates = [day for day, _ in reached], tuple(on for _, on in reached)
    if days:
        deaths = [(p.died, "DEATH", p.seen) for p in patients]
        firsts = [(p.first, p.cause, p.seen) for p in patients]
        yield CurveCounts("survival", intervals(deaths, ("DEATH",), days), dates)
        yield CurveCounts("first-event", intervals(firsts, CAUSES, days), dates)


def intervals(
    lines: list[tuple[int | None, str, int]], causes: tuple[str, ...], days: list[int]
) -> tuple[IntervalCounts, ...]:
    """The intervals of a curve over patients: first event, its cause, last contact."""
    told, start, at_risk = [], 0, len(lines)
    for day in days:
        events = Counter(
            why for on, why, seen in lines if on is not None and on <= seen and start < on <= day
        )
        ends = [s for on, _, s in lines if start <= s < day and (on is None or on > s)]
        left = sum(s >= day - 14 for s in ends)
        by_cause = {cause: events[cause] for cause in causes}
        told.append(IntervalCounts(day, at_risk, by_cause, len(ends) - left, left, 0))
        at_risk -= events.total() + len(ends)
        start = day
    return tuple(told)
