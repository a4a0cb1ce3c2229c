"""Every reason for a safety notice at its boundary, and every neighbour that is none."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from registry import texts
from registry.model.codes import (
    ApprovalEventKind,
    DeathCause,
    EventClass,
    EventOutcome,
    Relatedness,
    VisitStatus,
)
from registry.model.episode import Administration, AdverseEvent, Course, FollowUpVisit
from registry.model.product import Approval, ApprovalEvent
from registry.release.notices import NOTICE_RULES, History, is_noticed
from registry.release.stages import load_policy

NUMBERS = load_policy().notices
BEGAN = date(2027, 1, 11)
GIVEN = (Administration(1, 35),)
DEATH, CRS, CANCER = EventClass.DEATH, EventClass.CRS, EventClass.MALIGNANCY
SERIOUS = AdverseEvent(CRS, 40, "CRS", "ASTCT", "2019", serious=True)


def died(day: int, cause: DeathCause | None = None) -> Course:
    """A patient infused on day 35 who died on a day."""
    death = AdverseEvent(DEATH, day, cause=cause)
    return Course("e", administrations=GIVEN, adverse_events=(death,))


def had(*events: AdverseEvent) -> Course:
    """A patient infused on day 35 with these events."""
    return Course("e", administrations=GIVEN, adverse_events=events)


def found_dead(window: int, seen: int | None = None, day: int | None = None) -> Course:
    """A patient infused on day 35, perhaps seen on a day, whom a visit found dead."""
    dead = FollowUpVisit(window, VisitStatus.DEAD, day)
    before = () if seen is None else (FollowUpVisit(28, VisitStatus.DONE, seen),)
    return Course("e", administrations=GIVEN, visits=(*before, dead))


def fatal(kind: EventClass, day: int) -> Course:
    """A patient infused on day 35 who died of an event that began on a day."""
    return had(AdverseEvent(kind, day, "x", outcome=EventOutcome.FATAL))


def approved(*events: tuple[ApprovalEventKind, str]) -> tuple[Approval, ...]:
    """An approval with this history."""
    told = tuple(ApprovalEvent(kind, on) for kind, on in events)
    return (Approval("a", "p", "authority", "ES", "lbcl", "", told),)


def fired(*courses: Course, approvals: tuple[Approval, ...] = ()) -> set[str]:
    """The rules that fire on these patients and approvals."""
    history = History(courses, approvals, BEGAN)
    return {rule.id for rule in NOTICE_RULES if rule.fires(history, NUMBERS)}


EARLY, TWICE = {"early-death"}, {"repeated-serious-event"}
GRANTED, SUSPENDED = ApprovalEventKind.GRANTED, ApprovalEventKind.SUSPENDED
RENEWED = ApprovalEventKind.RENEWED
PATIENTS = {
    "nobody": ((), set()),
    "death 89 days after": ((died(124),), EARLY),
    "death 90 days after": ((died(125),), EARLY),
    "death 91 days after": ((died(126),), set()),
    "death on the day itself": ((died(35),), EARLY),
    "death before the infusion": ((died(34),), set()),
    "death of the treated disease": ((died(60, DeathCause.TREATED_DISEASE),), set()),
    "death of something else": ((died(60, DeathCause.OTHER),), EARLY),
    "death of nobody knows what": ((died(60, DeathCause.UNKNOWN),), EARLY),
    "death soon after a second infusion": (
        (structs.replace(died(300), administrations=(*GIVEN, Administration(2, 210))),),
        EARLY,
    ),
    "death 91 days after a second infusion": (
        (structs.replace(died(301), administrations=(*GIVEN, Administration(2, 210))),),
        set(),
    ),
    "death of somebody never infused": ((structs.replace(died(60), administrations=()),), set()),
    "a fatal event within 90 days": ((fatal(CRS, 125),), EARLY),
    "a fatal event later": ((fatal(CRS, 126),), set()),
    "a fatal relapse": ((fatal(EventClass.RELAPSE, 60),), set()),
    "an event of grade 5 within 90 days": ((had(AdverseEvent(CRS, 125, "x", grade=5)),), EARLY),
    "an event of grade 4": ((had(AdverseEvent(CRS, 60, "x", grade=4)),), set()),
    "a fatal event beside a death of the disease": (
        (
            had(
                AdverseEvent(CRS, 60, "x", outcome=EventOutcome.FATAL),
                AdverseEvent(DEATH, 61, cause=DeathCause.TREATED_DISEASE),
            ),
        ),
        EARLY,
    ),
    "a fatal relapse beside a death of the disease": (
        (
            had(
                AdverseEvent(EventClass.RELAPSE, 60, outcome=EventOutcome.FATAL),
                AdverseEvent(DEATH, 61, outcome=EventOutcome.FATAL, grade=5,
                             cause=DeathCause.TREATED_DISEASE),
            ),
        ),
        set(),
    ),
    "found dead at a visit within 90 days": ((found_dead(28),), EARLY),
    "found dead later and last seen before": ((found_dead(365, seen=63),), EARLY),
    "found dead later and last seen after 90 days": ((found_dead(365, seen=126),), set()),
    "found dead on a day soon after": ((found_dead(100, seen=63, day=120),), EARLY),
    "found dead, and the disease is told as cause": (
        (structs.replace(died(60, DeathCause.TREATED_DISEASE), visits=found_dead(28).visits),),
        set(),
    ),
    "a new malignancy years later": (
        (had(AdverseEvent(CANCER, 2000)),),
        {"second-malignancy"},
    ),
    "a relapse": ((had(AdverseEvent(EventClass.RELAPSE, 200, serious=True)),) * 9, set()),
    "one serious event": ((had(SERIOUS),), set()),
    "two serious events of one term": ((had(SERIOUS), had(SERIOUS)), TWICE),
    "two of them in one patient": ((had(SERIOUS, structs.replace(SERIOUS, day=90)),), TWICE),
    "two serious events of two terms": (
        (had(SERIOUS), had(structs.replace(SERIOUS, term="fever"))),
        set(),
    ),
    "one term written in two ways": (
        (had(SERIOUS), had(structs.replace(SERIOUS, term=" crs "))),
        TWICE,
    ),
    "one of two is not serious": (
        (had(SERIOUS), had(structs.replace(SERIOUS, serious=False))),
        set(),
    ),
    "two of grade 5, not marked as serious": (
        (had(structs.replace(SERIOUS, serious=False, grade=5)),) * 2,
        TWICE | EARLY,
    ),
    "two deaths of the disease, marked as serious": (
        (had(AdverseEvent(DEATH, 60, serious=True, cause=DeathCause.TREATED_DISEASE)),) * 2,
        set(),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", PATIENTS.values(), ids=PATIENTS)
def test_what_happened_to_patients_is_or_is_not_a_reason(
    case: tuple[tuple[Course, ...], set[str]],
) -> None:
    courses, rules = case
    assert fired(*courses) == rules


@pytest.mark.parametrize("related", [None, *Relatedness])
def test_nobodys_judgement_of_what_caused_an_event_matters(related: Relatedness | None) -> None:
    judged = had(structs.replace(SERIOUS, related=related))
    assert fired(judged, judged) == TWICE


APPROVALS = {
    "granted": (approved((GRANTED, "2026")), False),
    "suspended on the day the programme began": (
        approved((SUSPENDED, "2027-01-11"), (RENEWED, "2027-02")),
        True,
    ),
    "suspended the day before, and renewed": (
        approved((SUSPENDED, "2027-01-10"), (RENEWED, "2027-02")),
        False,
    ),
    "suspended in the month it began": (approved((SUSPENDED, "2027-01"), (RENEWED, "2028")), True),
    "suspended long before, and still": (approved((GRANTED, "2010"), (SUSPENDED, "2012")), True),
}


@pytest.mark.parametrize("case", APPROVALS.values(), ids=APPROVALS)
def test_a_suspension_counts_while_a_programme_is_registered(
    case: tuple[tuple[Approval, ...], bool],
) -> None:
    approvals, noticed = case
    assert (fired(approvals=approvals) == {"suspended-approval"}) is noticed


events = st.builds(
    AdverseEvent,
    event_class=st.sampled_from(EventClass),
    day=st.integers(0, 900),
    term=st.sampled_from(["a", "b", ""]),
    serious=st.booleans(),
    grade=st.none() | st.integers(1, 5),
    outcome=st.none() | st.sampled_from(EventOutcome),
)
courses = st.builds(
    Course,
    episode_id=st.just("e"),
    administrations=st.sampled_from([(), GIVEN]),
    adverse_events=st.lists(events, max_size=3).map(tuple),
)
histories = st.lists(courses, max_size=4).map(lambda found: History(tuple(found), (), BEGAN))


@given(histories, courses)
def test_a_further_patient_takes_no_notice_back(history: History, further: Course) -> None:
    more = structs.replace(history, courses=(*history.courses, further))
    assert is_noticed(history, NUMBERS) <= is_noticed(more, NUMBERS)


@given(histories)
def test_the_order_of_patients_does_not_matter(history: History) -> None:
    turned = structs.replace(history, courses=history.courses[::-1])
    assert is_noticed(history, NUMBERS) == is_noticed(turned, NUMBERS)


def test_the_notice_is_a_fixed_text_with_the_policys_number_and_no_other() -> None:
    assert "%" not in texts.SAFETY_NOTICE
    assert "{" not in texts.SAFETY_NOTICE
    numbers = [word for word in texts.SAFETY_NOTICE.split() if word.isdigit()]
    assert numbers == [str(NUMBERS.death_days)]
