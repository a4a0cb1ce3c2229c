"""Laws of counting, for any courses: it adds up, groups add up, order says nothing."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from registry.model.codes import (
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
    Course,
    FollowUpVisit,
    NotInfused,
    Response,
)
from registry.model.sealed import EndpointCounts, Funnel, NoSuccess
from registry.release.contents import infusion
from registry.release.contents.outcomes import endpoint_counting, standing
from registry.release.contents.tally import counted

WAIT, DAY = 90, 100
EVENTS = (EventClass.RELAPSE, EventClass.DEATH)
# days around the longest wait and around day 100 of either clock
days = st.sampled_from([0, 1, WAIT - 1, WAIT, WAIT + 1, DAY, DAY + 1, DAY + WAIT, DAY + WAIT + 1])

endpoints = st.builds(
    Endpoint,
    id=st.just("e"),
    label=st.just("On day 100"),
    role=st.sampled_from(EndpointRole),
    kind=st.sampled_from(EndpointKind),
    measure=st.sampled_from(["IMWG", "KOOS"]),
    clock=st.sampled_from(Clock),
    population=st.sampled_from(Population),
    day=st.just(DAY),
    criterion=st.just(SuccessCriterion(50)),
    success_categories=st.just(("sCR", "CR")),
    events=st.just(EVENTS),
    improvement=st.integers(1, 10),
)
visits = st.builds(
    FollowUpVisit,
    window=st.sampled_from([0, 28, DAY, 183]),
    status=st.just(VisitStatus.DONE) | st.sampled_from(VisitStatus),
    day=st.none() | days,
    response=st.none() | st.builds(Response, st.just("IMWG"), st.sampled_from(["CR", "PD"])),
    scale=st.none() | st.just("KOOS"),
    value=st.none() | st.integers(0, 20),
)
courses = st.builds(
    Course,
    episode_id=st.just("c"),
    administrations=st.lists(st.builds(Administration, st.just(1), days), max_size=2).map(tuple),
    not_infused=st.none() | st.builds(NotInfused, st.sampled_from(NotInfusedReason), days),
    visits=st.lists(visits, max_size=4, unique_by=lambda visit: visit.window).map(tuple),
    adverse_events=st.lists(
        st.builds(AdverseEvent, st.sampled_from([*EVENTS, EventClass.CRS]), days), max_size=2
    ).map(tuple),
)
groups = st.lists(courses, max_size=4)
waiting_too_long = st.lists(st.integers(WAIT + 1, 400), max_size=2).map(
    lambda late: tuple(Administration(number, day) for number, day in enumerate(late))
)


def endpoint_counts(endpoint: Endpoint, group: list[Course]) -> EndpointCounts:
    return counted(endpoint_counting(endpoint, WAIT), group)


def funnel(group: list[Course]) -> Funnel:
    return counted(infusion.funnel(WAIT), group)


def sum_of_counts(one: EndpointCounts, other: EndpointCounts) -> EndpointCounts:
    reasons = {why.value: one.no_success[why] + other.no_success[why] for why in NoSuccess}
    places = zip(one.categories, other.categories, strict=True)
    baselines = (one.with_baseline, other.with_baseline)
    return EndpointCounts(
        one.endpoint_id,
        one.success + other.success,
        reasons,
        tuple(a + b for a, b in places),
        None if None in baselines else sum(number or 0 for number in baselines),
    )


def sum_of_funnels(one: Funnel, other: Funnel) -> Funnel:
    reasons = Counter(one.not_infused) + Counter(other.not_infused)
    return Funnel(one.infused + other.infused, dict(reasons))


@given(endpoints, groups)
def test_successes_and_reasons_add_up_to_the_accepted(
    endpoint: Endpoint, group: list[Course]
) -> None:
    counts = endpoint_counts(endpoint, group)
    assert counts.success + sum(counts.no_success.values()) == len(group)
    assert set(counts.no_success) == set(NoSuccess)


@given(groups)
def test_the_infused_and_the_not_infused_add_up_to_the_accepted(group: list[Course]) -> None:
    counts = funnel(group)
    assert counts.infused + sum(counts.not_infused.values()) == len(group)
    assert all(number > 0 for number in counts.not_infused.values())


@given(endpoints, groups)
def test_never_infused_is_the_same_number_in_the_funnel_and_in_every_endpoint(
    endpoint: Endpoint, group: list[Course]
) -> None:
    reasons = endpoint_counts(endpoint, group).no_success
    never = reasons[NoSuccess.NEVER_INFUSED] + reasons[NoSuccess.UNREPORTED]
    assert never == sum(funnel(group).not_infused.values())


@given(endpoints, groups, groups)
def test_two_groups_counted_together_are_the_sum_of_their_counts(
    endpoint: Endpoint, one: list[Course], other: list[Course]
) -> None:
    parts = [endpoint_counts(endpoint, group) for group in (one, other)]
    assert endpoint_counts(endpoint, one + other) == sum_of_counts(*parts)
    assert funnel(one + other) == sum_of_funnels(funnel(one), funnel(other))


@given(endpoints, groups, st.data())
def test_the_order_of_patients_says_nothing(
    endpoint: Endpoint, group: list[Course], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(group))
    assert endpoint_counts(endpoint, shuffled) == endpoint_counts(endpoint, group)
    assert funnel(shuffled) == funnel(group)


@given(endpoints, courses, st.data())
def test_the_order_in_which_a_course_was_told_says_nothing(
    endpoint: Endpoint, course: Course, data: st.DataObject
) -> None:
    told = structs.replace(
        course,
        visits=tuple(data.draw(st.permutations(course.visits))),
        administrations=tuple(data.draw(st.permutations(course.administrations))),
        adverse_events=tuple(data.draw(st.permutations(course.adverse_events))),
    )
    assert standing(endpoint, told, WAIT) == standing(endpoint, course, WAIT)
    assert funnel([told]) == funnel([course])


@given(endpoints, courses, waiting_too_long)
def test_a_patient_not_infused_in_time_is_never_a_success(
    endpoint: Endpoint, course: Course, late: tuple[Administration, ...]
) -> None:
    waited = structs.replace(course, administrations=late)
    assert standing(endpoint, waited, WAIT) in (NoSuccess.NEVER_INFUSED, NoSuccess.UNREPORTED)
    assert funnel([waited]).infused == 0


@given(endpoints, courses)
def test_a_patient_of_whom_nothing_was_seen_is_never_a_success(
    endpoint: Endpoint, course: Course
) -> None:
    unseen = tuple(v for v in course.visits if v.status is not VisitStatus.DONE)
    silent = structs.replace(course, visits=unseen, adverse_events=())
    assert standing(endpoint, silent, WAIT) not in (None, NoSuccess.OBSERVED_FAILURE)


@given(endpoints, courses, st.sampled_from(Population))
def test_the_population_of_an_endpoint_takes_nobody_out_of_the_count(
    endpoint: Endpoint, course: Course, population: Population
) -> None:
    other = structs.replace(endpoint, population=population)
    assert standing(other, course, WAIT) == standing(endpoint, course, WAIT)
