"""What one patient adds to each table: a sentence, a course and its cells in each row."""

from typing import Any

import pytest
from msgspec import structs

from registry.model.codes import (
    BatchFailure,
    BatchOutcome,
    Clock,
    EndpointKind,
    EndpointRole,
    EventClass,
    NotInfusedReason,
    Population,
    VisitStatus,
)
from registry.model.endpoint import Endpoint, SuccessCriterion
from registry.model.episode import (
    Administration,
    AdverseEvent,
    Batch,
    Course,
    FollowUpVisit,
    NotInfused,
    Response,
)
from registry.model.sealed import VEIN_TO_VEIN
from registry.release.contents.countings import countings
from registry.release.contents.infusion import as_published
from registry.release.contents.tally import counted

WAIT, INFUSED = 90, 30
NOT_INFUSED = NotInfused(NotInfusedReason.FUNDING, 50)
DEATH, RELAPSE, CRS = EventClass.DEATH, EventClass.RELAPSE, EventClass.CRS
RESPONDED = Endpoint(
    "response", "Response", EndpointRole.PRIMARY, EndpointKind.RESPONDER, "IMWG",
    Clock.FIRST_ADMINISTRATION, Population.ACCEPTED, 100, SuccessCriterion(50), ("sCR", "CR"),
)  # fmt: skip
IMPROVED = structs.replace(
    RESPONDED, id="knee", kind=EndpointKind.CHANGE, measure="KOOS", day=365,
    success_categories=(), improvement=10,
)  # fmt: skip
ROWS = countings((RESPONDED, IMPROVED), WAIT)


def patient(**known: Any) -> Course:
    """A patient infused on day 30 whose cells were collected on day 5."""
    facts = {"administrations": (Administration(1, INFUSED),), "collected_day": 5}
    return Course("c", **facts | known)  # type: ignore[arg-type]


def never(course: Course, reason: NotInfused | None) -> Course:
    """The same patient without an administration."""
    return structs.replace(course, administrations=(), not_infused=reason)


def events(*told: tuple[EventClass, int], **known: Any) -> dict[str, Any]:
    return {"adverse_events": tuple(AdverseEvent(what, day, **known) for what, day in told)}


def seen(*days: int, **known: Any) -> dict[str, Any]:
    """Visits on these days, the first one in the first window."""
    windows = (28, 100, 183, 365)
    visits = zip(windows, days, strict=False)
    return {"visits": tuple(FollowUpVisit(w, VisitStatus.DONE, d, **known) for w, d in visits)}


def told(content: str, *courses: Course) -> dict[str, Any]:
    """The numbers of a table that are not zero."""
    numbers: dict[str, Any] = {}
    for name, value in structs.asdict(counted(ROWS[content], courses)).items():
        some = {k: n for k, n in value.items() if n} if isinstance(value, dict) else value
        if some and name not in ("as_of", "superseded", "day", "measure", "endpoint_id"):
            numbers[name] = some
    return numbers


KNOWN: list[tuple[str, Course, int]] = [
    ("seen at the horizon", patient(**seen(INFUSED + 91)), 1),
    ("seen a tenth before it", patient(**seen(INFUSED + 82)), 1),
    ("seen a day earlier", patient(**seen(INFUSED + 81)), 0),
    ("died before it", patient(**events((DEATH, 40))), 1),
    ("died on it", patient(**events((DEATH, INFUSED + 91))), 1),
    ("never infused, seen from acceptance on", Course("c", **seen(91)), 1),
    ("infused too late, seen from acceptance on",
     patient(administrations=(Administration(1, WAIT + 1),)), 1),
    ("infused, and nothing more", patient(), 0),
    ("withdrawn", patient(withdrawn=True, **seen(INFUSED + 91)), 0),
    ("registered too late", patient(registered_late=True, **seen(INFUSED + 91)), 0),
]  # fmt: skip


@pytest.mark.parametrize(("course", "known"), [k[1:] for k in KNOWN], ids=[k[0] for k in KNOWN])
def test_who_is_alive_or_dead_at_three_months_is_known(course: Course, known: int) -> None:
    assert told("known/91", course) == ({"known": 1} if known else {})


def safety(standing: str, **more: Any) -> dict[str, Any]:
    return {"patients": {standing: 1}, **more}


EARLY = INFUSED + 91
SAFETY: list[tuple[str, Course, dict[str, Any], dict[str, Any]]] = [
    ("an event on the last day of the first horizon", patient(**events((CRS, EARLY))),
     {CRS: 1}, {}),
    ("an event a day later", patient(**events((CRS, EARLY + 1))), {}, {CRS: 1}),
    ("an event before the infusion", patient(**events((EventClass.INFECTION, 10))),
     {EventClass.INFECTION: 1}, {}),
    ("the same event in both: the first one counts",
     patient(**events((CRS, 40), (CRS, EARLY + 9))), {CRS: 1}, {}),
    ("two classes", patient(**events((CRS, 40), (DEATH, EARLY + 9))), {CRS: 1}, {DEATH: 1}),
    ("found dead at a visit, without a date",
     patient(visits=(FollowUpVisit(100, VisitStatus.DEAD),)), {}, {DEATH: 1}),
    ("a relapse is none of safety", patient(**events((RELAPSE, 40))), {}, {}),
    ("withdrawn", patient(withdrawn=True, **events((CRS, 40))), {}, {}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("course", "first", "later"), [s[1:] for s in SAFETY], ids=[s[0] for s in SAFETY]
)
def test_an_event_counts_in_the_interval_of_its_day(
    course: Course, first: dict[str, int], later: dict[str, int]
) -> None:
    assert told("safety/91", course).get("classes", {}) == first
    assert told("safety/365", course).get("classes", {}) == later


LOOKED: list[tuple[str, Course, str]] = [
    ("none observed to the horizon", patient(none_observed_to_day=EARLY), "NONE_OBSERVED"),
    ("none observed to shortly before", patient(none_observed_to_day=EARLY - 9), "NONE_OBSERVED"),
    ("not looked at so far", patient(none_observed_to_day=EARLY - 10), "NOT_OBSERVED"),
    ("seen, and nothing said of events", patient(**seen(EARLY)), "NOT_OBSERVED"),
    ("with an event", patient(none_observed_to_day=EARLY, **events((CRS, 40))), "WITH_EVENT"),
    ("withdrawn", patient(withdrawn=True), "WITHDRAWN"),
    ("registered too late", patient(registered_late=True), "REGISTERED_LATE"),
]


@pytest.mark.parametrize(
    ("course", "standing"), [x[1:] for x in LOOKED], ids=[x[0] for x in LOOKED]
)
def test_no_event_is_said_only_of_whom_somebody_looked_at(course: Course, standing: str) -> None:
    assert told("safety/91", course)["patients"] == {standing: 1}


def test_events_are_told_by_term_system_version_and_grade_and_patients_once_each() -> None:
    graded: dict[str, Any] = {"term": "CRS", "system": "ASTCT", "version": "2019"}
    twice = patient(
        adverse_events=(
            AdverseEvent(CRS, 40, grade=2, **graded),
            AdverseEvent(CRS, 41, grade=2, **graded),
            AdverseEvent(CRS, 42, grade=3, serious=True, **graded),
        )
    )
    numbers = told("safety/91", twice, patient(**events((CRS, 40), grade=2, **graded)))
    rows = [
        (row.term, row.version, row.grade, row.events, row.patients) for row in numbers["events"]
    ]
    assert rows == [("CRS", "2019", 2, 3, 2), ("CRS", "2019", 3, 1, 1)]
    assert (numbers["classes"], numbers["serious"]) == ({CRS: 2}, 1)


@pytest.mark.parametrize(
    ("system", "term", "version", "shown"),
    [
        ("CTCAE", "Fever", "6.0", "Fever"),
        ("CTCAE", " fever ", "6.0", "Fever"),
        ("CTCAE", "10016558", "v5.0", "10016558"),
        ("CTCAE", "Fever of the mayor's only child", "6.0", ""),
        ("CTCAE", "Fever", "6.0, as a newspaper told", ""),
        ("our own words", "Fever", "6.0", ""),
        ("ASTCT", "icans", "2019", "ICANS"),
        ("ASTCT", "a footballer", "2019", ""),
        ("MedDRA", "10016558", "26.1", "10016558"),
        ("MedDRA", "19840312", "26.1", ""),
        ("SNOMED CT", "386661006", "2024-09-01", "386661006"),
        ("SNOMED CT", "386661007", "20240901", ""),
        ("ICD-10", "D76.1", "2019", "D76.1"),
        ("ICD-10", "D761 Tarn", "2019", ""),
        ("ICD-11", "MG26", "2024", "MG26"),
        ("ORPHA", "ORPHA:540", "", "ORPHA:540"),
    ],
)
def test_a_term_is_public_only_where_it_is_a_code_of_a_listed_system(
    system: str, term: str, version: str, shown: str
) -> None:
    told_so = events((EventClass.OTHER, 40), term=term, system=system, version=version, grade=1)
    (row,) = told("safety/91", patient(**told_so))["events"]
    assert (row.term, row.system, row.version) == (
        (shown, system, version) if shown else ("", "", "")
    )
    assert (row.grade, row.events) == (1, 1)


def test_a_death_is_serious_whatever_was_ticked() -> None:
    assert told("safety/91", patient(**events((DEATH, 40))))["serious"] == 1


FAILED, RELEASED = BatchOutcome.FAILED, BatchOutcome.RELEASED
OUT = BatchOutcome.RELEASED_OUT_OF_SPECIFICATION


def test_manufacturing_tells_attempts_failures_and_days_from_vein_to_vein() -> None:
    batches = (
        Batch(1, FAILED, 6, 20, BatchFailure.VIABILITY),
        Batch(2, OUT, 21, WAIT),
        Batch(3, RELEASED, 21, WAIT + 1),
    )
    assert told("manufacturing", patient(batches=batches)) == {
        "patients": 1,
        "attempts": {FAILED: 1, OUT: 1},
        "failures": {BatchFailure.VIABILITY: 1},
        "vein_to_vein": (0, 0, 1, 0, 0, 0, 0, 0),
    }


@pytest.mark.parametrize(
    ("days", "place"),
    [(0, 0), *((last, n) for n, last in enumerate(VEIN_TO_VEIN)),
     *((last + 1, n + 1) for n, last in enumerate(VEIN_TO_VEIN))],
)  # fmt: skip
def test_the_days_from_vein_to_vein_fall_into_fixed_bins(days: int, place: int) -> None:
    course = patient(collected_day=0, administrations=(Administration(1, days),))
    row = countings((), 365)["manufacturing"]
    bins = structs.asdict(counted(row, [course]))["vein_to_vein"]
    assert [n for n, number in enumerate(bins) if number] == [place]


@pytest.mark.parametrize(
    ("course", "expected"),
    [
        (patient(collected_day=None), {"vein_to_vein_unknown": 1}),
        (Course("c", collected_day=5), {}),
        (patient(withdrawn=True), {}),
    ],
    ids=["no collection told", "never infused", "withdrawn"],
)
def test_days_from_vein_to_vein_are_of_the_infused(
    course: Course, expected: dict[str, int]
) -> None:
    numbers = told("manufacturing", course)
    bins = numbers.pop("vein_to_vein")
    assert (numbers, sum(bins)) == (expected, 0)


def answers(*categories: str, measure: str = "IMWG") -> dict[str, Any]:
    """Responses at the visits of day 28, 100 and 183."""
    pairs = zip((28, 100, 183), categories, strict=False)
    return {
        "visits": tuple(
            FollowUpVisit(w, VisitStatus.DONE, INFUSED + w, Response(measure, category))
            for w, category in pairs
        )
    }


BEST: list[tuple[str, Course, str]] = [
    ("the best of two", patient(**answers("VGPR", "PD")), "VGPR"),
    ("a better one after the latest endpoint", patient(**answers("PR", "PR", "CR")), "PR"),
    ("responded, then died", patient(**answers("CR"), **events((DEATH, 60))), "CR"),
    ("died before any response", patient(**events((DEATH, 60))), "DEAD"),
    ("died later, never seen", patient(**events((DEATH, INFUSED + 101))), "MISSING"),
    ("seen and not assessed", patient(**seen(INFUSED + 28)), "NOT_ASSESSED"),
    ("another measure", patient(**answers("CR", measure="RECIST")), "NOT_ASSESSED"),
    ("never seen", patient(), "MISSING"),
    ("never infused", Course("c", not_infused=NOT_INFUSED, **answers("CR")), "NEVER_INFUSED"),
    ("neither infused nor not", Course("c", **answers("CR")), "UNREPORTED"),
    ("withdrawn", patient(withdrawn=True, **answers("CR")), "WITHDRAWN"),
    ("registered too late", patient(registered_late=True, **answers("CR")), "REGISTERED_LATE"),
]


@pytest.mark.parametrize(("course", "best"), [b[1:] for b in BEST], ids=[b[0] for b in BEST])
def test_the_best_response_counts_or_why_there_is_none(course: Course, best: str) -> None:
    numbers = told("best-response/IMWG", course)
    assert {**numbers.get("categories", {}), **numbers.get("no_response", {})} == {best: 1}


def scored(before: int | None, after: int | None) -> Course:
    values = ((0, before), (365, after))
    return patient(
        visits=tuple(
            FollowUpVisit(w, VisitStatus.DONE, INFUSED + w, scale="KOOS", value=value)
            for w, value in values
            if value is not None
        )
    )


CHANGED: list[tuple[str, int, tuple[int, int, int]]] = [
    ("worse by the locked improvement", -10, (1, 0, 0)),
    ("a point less worse", -9, (0, 1, 0)),
    ("unchanged", 0, (0, 1, 0)),
    ("a point less than the locked improvement", 9, (0, 1, 0)),
    ("the locked improvement", 10, (0, 0, 1)),
]


@pytest.mark.parametrize(
    ("change", "categories"), [c[1:] for c in CHANGED], ids=[c[0] for c in CHANGED]
)
def test_a_change_counts_in_one_category(change: int, categories: tuple[int, ...]) -> None:
    numbers = told("endpoint/knee", scored(40, 40 + change))
    assert (numbers["categories"], numbers["with_baseline"]) == (categories, 1)
    assert numbers.get("success", 0) == categories[-1]


def test_locked_bounds_make_up_to_five_categories() -> None:
    locked = structs.replace(IMPROVED, category_bounds=(-20, 0, 10, 20))
    row = countings([locked], WAIT)["endpoint/knee"]
    group = [scored(40, 40 + change) for change in (-21, -20, -1, 0, 9, 10, 19, 20, 30)]
    assert structs.asdict(counted(row, group))["categories"] == (1, 2, 2, 2, 2)


@pytest.mark.parametrize(
    ("course", "baseline", "reason"),
    [
        (scored(40, None), 1, "MISSING"),
        (scored(None, 40), 0, "MISSING"),
        (structs.replace(scored(40, 60), **events((DEATH, 380))), 1, "DEAD"),
        (never(scored(40, 60), NOT_INFUSED), 0, "NEVER_INFUSED"),
        (never(scored(40, 60), None), 0, "UNREPORTED"),
    ],
    ids=["no value later", "no baseline", "died", "never infused", "infusion unreported"],
)
def test_without_a_change_the_reason_counts(course: Course, baseline: int, reason: str) -> None:
    numbers = told("endpoint/knee", course)
    assert sum(numbers["categories"]) == 0
    assert (numbers.get("with_baseline", 0), numbers["no_success"]) == (baseline, {reason: 1})


@pytest.mark.parametrize(
    ("then", "now", "infused"),
    [
        (patient(), Course("c", not_infused=NOT_INFUSED), True),
        (Course("c", not_infused=NOT_INFUSED), patient(), False),
        (patient(), patient(administrations=(Administration(1, 31),)), True),
    ],
    ids=["taken back", "told late", "another day"],
)
def test_infused_or_not_is_as_the_funnel_showed_it(
    then: Course, now: Course, infused: bool
) -> None:
    stands = as_published(now, then, WAIT)
    assert told("funnel", stands) == told("funnel", then)
    assert bool(stands.administrations) is infused
