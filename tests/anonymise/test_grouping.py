from datetime import date

import pytest

from anonymise.grouping import plan
from anonymise.members import SEVERAL, Forming, Joining, Member, NewGroup, Queue, Rules, SealingPlan

RULES = Rules(smallest=11, least_others=5, longest_forming_months=18, longest_waiting_months=24)
GERMANY = Queue("DE", "PROSPECTIVE")
GERMANY_LOOKING_BACK = Queue("DE", "RETROSPECTIVE")
ITALY = Queue("IT", "PROSPECTIVE")
MIXED = Queue(SEVERAL, "PROSPECTIVE")
ADULTS, MINORS = "18+", "0-17"
ON = date(2028, 3, 15)
RECENTLY = date(2028, 2, 1)
RECENTLY_BEFORE = date(2028, 1, 31)
LONG_AGO = date(2026, 3, 15)


def people(
    count: int,
    queue: Queue = GERMANY,
    first: int = 1,
    age: str | None = ADULTS,
    since: date = RECENTLY,
) -> list[Member]:
    """`count` members of one queue, registered one after the other from place `first`."""
    return [Member(f"e{n}", n, queue, age, since) for n in range(first, first + count)]


def ids(members: list[Member]) -> tuple[str, ...]:
    return tuple(member.id for member in members)


def group(
    id: str = "g1",
    order: int = 1,
    queue: Queue = GERMANY,
    age_class: str = ADULTS,
    formed_on: date = date(2027, 9, 15),
) -> Forming:
    return Forming(id, order, queue, age_class, formed_on)


def sealed(waiting: list[Member], *forming: Forming, ended: bool = False) -> SealingPlan:
    return plan(ON, ended=ended, waiting=waiting, forming=forming, rules=RULES)


def sizes(done: SealingPlan) -> list[tuple[Queue, str, int]]:
    return [(new.queue, new.age_class, len(new.members)) for new in done.formed]


def test_a_queue_of_10_waits() -> None:
    assert sealed(people(10)) == SealingPlan()


@pytest.mark.parametrize("count", [11, 12])
def test_a_queue_of_11_or_more_forms_one_group_in_order_of_registration(count: int) -> None:
    waiting = people(count)
    only = NewGroup(GERMANY, ADULTS, ids(waiting), open_now=False)
    assert sealed(waiting[::-1]) == SealingPlan(formed=(only,))


@pytest.mark.parametrize(("newcomers", "opened"), [(10, ()), (11, ("g1",)), (12, ("g1",))])
def test_a_forming_group_opens_when_the_next_group_of_its_queue_forms(
    newcomers: int, opened: tuple[str, ...]
) -> None:
    assert sealed(people(newcomers), group()).opened == opened


@pytest.mark.parametrize("other", [ITALY, GERMANY_LOOKING_BACK])
def test_a_group_that_forms_in_another_queue_opens_nothing(other: Queue) -> None:
    done = sealed(people(11, other), group())
    assert (sizes(done), done.opened) == ([(other, ADULTS, 11)], ())


def test_every_forming_group_opens_when_the_programme_has_ended() -> None:
    groups = group("g1", 1), group("g2", 2, ITALY), group("g3", 3, MIXED)
    assert sealed([], *groups).opened == ()
    assert sealed([], *groups, ended=True).opened == ("g1", "g2", "g3")


def test_a_group_that_forms_after_the_end_is_open_at_once() -> None:
    only = NewGroup(GERMANY, ADULTS, ids(people(11)), open_now=True)
    assert sealed(people(11), group(), ended=True) == SealingPlan(formed=(only,), opened=("g1",))


@pytest.mark.parametrize(
    ("formed_on", "opened"),
    [
        (date(2026, 10, 15), ()),
        (date(2026, 9, 16), ()),
        (date(2026, 9, 15), ("g1",)),
        (date(2026, 9, 14), ("g1",)),
        (date(2026, 8, 15), ("g1",)),
    ],
    ids=["17 months", "a day less than 18", "18 months", "a day more than 18", "19 months"],
)
def test_a_forming_group_opens_after_18_months(formed_on: date, opened: tuple[str, ...]) -> None:
    assert sealed([], group(formed_on=formed_on)).opened == opened


@pytest.mark.parametrize("left", [1, 10])
def test_fewer_than_11_left_over_join_the_newest_forming_group_of_their_queue(left: int) -> None:
    groups = group("g2", 2), group("g1", 1), group("g3", 3, ITALY)
    done = sealed(people(left), *groups, ended=True)
    assert done.joined == (Joining("g2", "DE", ADULTS, ids(people(left))),)
    assert (done.formed, done.opened) == ((), ("g1", "g2", "g3"))


def test_nobody_joins_a_group_of_a_programme_that_goes_on() -> None:
    assert sealed(people(10), group(formed_on=LONG_AGO)) == SealingPlan(opened=("g1",))


@pytest.mark.parametrize(
    ("of_group", "of_member", "widened"),
    [
        (ADULTS, ADULTS, ADULTS),
        (ADULTS, MINORS, SEVERAL),
        (ADULTS, None, SEVERAL),
        (SEVERAL, ADULTS, SEVERAL),
    ],
)
def test_the_age_class_of_a_group_widens_to_those_who_join_it(
    of_group: str, of_member: str | None, widened: str
) -> None:
    done = sealed(people(1, age=of_member), group(age_class=of_group), ended=True)
    assert [joining.age_class for joining in done.joined] == [widened]


@pytest.mark.parametrize("elsewhere", [ITALY, MIXED])
def test_without_a_forming_group_of_their_own_the_last_join_another_countrys(
    elsewhere: Queue,
) -> None:
    done = sealed(people(10), group(queue=elsewhere), ended=True)
    assert done.joined == (Joining("g1", SEVERAL, ADULTS, ids(people(10))),)


def test_the_last_never_join_a_group_of_the_other_timing() -> None:
    done = sealed(people(10), group(queue=GERMANY_LOOKING_BACK), ended=True)
    assert (done.formed, done.joined) == ((), ())


def test_the_last_of_several_countries_form_a_group_when_the_programme_ends() -> None:
    done = sealed(people(6) + people(5, ITALY, first=7), ended=True)
    assert sizes(done) == [(MIXED, ADULTS, 11)]


def test_the_last_join_a_group_that_is_formed_at_the_end_itself() -> None:
    done = sealed(people(11) + people(4, ITALY, first=12), ended=True)
    assert done.formed == (NewGroup(MIXED, ADULTS, ids(people(15)), open_now=True),)


def test_before_a_cut_off_patients_are_closed_as_at_an_end_and_later_ones_wait() -> None:
    early, late = people(11, since=date(2028, 1, 1)), people(20, first=12)
    done = plan(
        ON, ended=False, waiting=early + late[:10], forming=[], rules=RULES, cut_off=RECENTLY_BEFORE
    )
    assert done.formed == (NewGroup(GERMANY, ADULTS, ids(early), open_now=True),)
    both = plan(
        ON, ended=False, waiting=early + late, forming=[], rules=RULES, cut_off=RECENTLY_BEFORE
    )
    assert [(len(new.members), new.open_now) for new in both.formed] == [(11, True), (20, False)]


def test_fewer_than_11_before_a_cut_off_are_no_group_and_wait_with_the_others() -> None:
    early, late = people(10, since=date(2028, 1, 1)), people(1, first=11)
    done = plan(
        ON, ended=False, waiting=early + late, forming=[], rules=RULES, cut_off=RECENTLY_BEFORE
    )
    assert [(len(new.members), new.open_now) for new in done.formed] == [(11, False)]


@pytest.mark.parametrize("other", [ITALY, GERMANY_LOOKING_BACK])
def test_two_countries_or_timings_never_share_a_queue(other: Queue) -> None:
    assert sealed(people(10) + people(10, other, first=11)) == SealingPlan()
    both = sealed(people(11) + people(11, other, first=12))
    assert sizes(both) == [(GERMANY, ADULTS, 11), (other, ADULTS, 11)]


@pytest.mark.parametrize(
    ("since", "formed"),
    [
        (date(2026, 4, 15), []),
        (date(2026, 3, 16), []),
        (date(2026, 3, 15), [(MIXED, ADULTS, 11)]),
        (date(2026, 3, 14), [(MIXED, ADULTS, 11)]),
        (date(2026, 2, 15), [(MIXED, ADULTS, 11)]),
    ],
    ids=["23 months", "a day less than 24", "24 months", "a day more than 24", "25 months"],
)
def test_patients_who_waited_24_months_form_a_group_of_several_countries(
    since: date, formed: list[tuple[Queue, str, int]]
) -> None:
    waiting = people(5, since=since) + people(6, ITALY, first=6, since=since)
    assert sizes(sealed(waiting)) == formed


@pytest.mark.parametrize(("italians", "formed"), [(5, 0), (6, 1), (7, 1)])
def test_the_mixed_queue_needs_11_as_well(italians: int, formed: int) -> None:
    waiting = people(5, since=LONG_AGO) + people(italians, ITALY, first=6, since=LONG_AGO)
    assert len(sealed(waiting).formed) == formed


def test_only_those_who_waited_24_months_leave_their_queue() -> None:
    first, last = people(3, since=LONG_AGO), people(2, first=10, since=LONG_AGO)
    old = first + people(6, ITALY, first=4, since=LONG_AGO) + last
    young = people(5, first=12) + people(4, ITALY, first=17)
    assert [new.members for new in sealed(old + young).formed] == [ids(old)]


@pytest.mark.parametrize(
    ("germans", "formed"),
    [(10, [(MIXED, ADULTS, 20)]), (11, [(GERMANY, ADULTS, 11)]), (12, [(GERMANY, ADULTS, 12)])],
)
def test_nobody_leaves_a_queue_that_can_form_a_group(
    germans: int, formed: list[tuple[Queue, str, int]]
) -> None:
    waiting = people(germans, since=LONG_AGO) + people(10, ITALY, first=13, since=LONG_AGO)
    assert sizes(sealed(waiting)) == formed


def test_prospective_and_retrospective_patients_do_not_mix_after_24_months_either() -> None:
    back = people(10, GERMANY_LOOKING_BACK, first=11, since=LONG_AGO)
    assert sealed(people(10, since=LONG_AGO) + back) == SealingPlan()


def test_the_last_of_the_mixed_queue_join_its_forming_group() -> None:
    last = people(3, since=LONG_AGO) + people(2, ITALY, first=4, since=LONG_AGO)
    done = sealed(last, group(queue=MIXED), ended=True)
    assert done.joined == (Joining("g1", SEVERAL, ADULTS, ids(last)),)


def test_who_moved_to_the_mixed_queue_joins_one_group_only() -> None:
    done = sealed(people(3, since=LONG_AGO), group(), group("g2", 2, MIXED), ended=True)
    assert [joining.members for joining in done.joined] == [("e1", "e2", "e3")]


@pytest.mark.parametrize(
    ("minors", "formed"),
    [
        (10, [(GERMANY, SEVERAL, 21)]),
        (11, [(GERMANY, ADULTS, 11), (GERMANY, MINORS, 11)]),
        (12, [(GERMANY, ADULTS, 11), (GERMANY, MINORS, 12)]),
    ],
)
def test_a_group_is_split_by_age_only_where_every_part_has_11(
    minors: int, formed: list[tuple[Queue, str, int]]
) -> None:
    assert sizes(sealed(people(11) + people(minors, first=12, age=MINORS))) == formed


@pytest.mark.parametrize(("adults", "minors", "unknown"), [(11, 11, 1), (11, 11, 11), (0, 0, 11)])
def test_an_unknown_age_class_keeps_all_together(adults: int, minors: int, unknown: int) -> None:
    known = people(adults) + people(minors, first=12, age=MINORS)
    done = sealed(known + people(unknown, first=23, age=None))
    assert sizes(done) == [(GERMANY, SEVERAL, adults + minors + unknown)]
