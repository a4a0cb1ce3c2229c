"""Sealing where months end on different days, and where a programme ends with few left over."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymise.grouping import plan
from anonymise.members import (
    SEVERAL,
    Forming,
    Joining,
    Member,
    Queue,
    Rules,
    SealingPlan,
    months_between,
)
from registry.model.calendar import add_months

RULES = Rules(smallest=11, least_others=5, longest_forming_months=18, longest_waiting_months=24)
GERMANY, MIXED = Queue("DE", "PROSPECTIVE"), Queue(SEVERAL, "PROSPECTIVE")
SPRING, AUTUMN = date(2026, 3, 31), date(2027, 9, 30)


@pytest.mark.parametrize(
    ("earlier", "later", "months"),
    [
        (SPRING, AUTUMN, 18),
        (SPRING, AUTUMN - timedelta(days=1), 17),
        (date(2025, 9, 30), date(2027, 3, 31), 18),
        (date(2028, 2, 29), date(2030, 2, 28), 24),
        (date(2026, 8, 31), date(2026, 9, 30), 1),
    ],
)
def test_a_month_without_the_day_ends_on_its_last(earlier: date, later: date, months: int) -> None:
    assert months_between(earlier, later) == months


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(0, 200))
def test_months_between_is_the_other_side_of_adding_months(day: date, months: int) -> None:
    reached = add_months(day, months)
    assert months_between(day, reached) == months
    if months:
        assert months_between(day, reached - timedelta(days=1)) == months - 1


def test_a_group_formed_in_spring_opens_at_the_third_release_after_it() -> None:
    forming = [Forming("g1", 0, GERMANY, "18+", SPRING)]
    opened = [
        plan(day, ended=False, waiting=[], forming=forming, rules=RULES).opened
        for day in (date(2026, 9, 30), date(2027, 3, 31), AUTUMN)
    ]
    assert opened == [(), (), ("g1",)]


def test_who_waited_long_joins_the_group_of_their_own_queue_when_the_programme_ends() -> None:
    late = Member("e1", 12, GERMANY, "18+", SPRING)
    ended = plan(
        date(2028, 3, 31),
        ended=True,
        waiting=[late],
        forming=[Forming("g1", 0, GERMANY, "18+", SPRING)],
        rules=RULES,
    )
    assert ended == SealingPlan(joined=(Joining("g1", "DE", "18+", ("e1",)),), opened=("g1",))


def test_members_who_came_as_mixed_stay_with_those_who_move_to_them() -> None:
    mixed = [Member(f"e{n}", n, MIXED, "18+", SPRING) for n in range(1, 11)]
    moving = Member("e11", 11, Queue("IT", "PROSPECTIVE"), "18+", SPRING)
    done = plan(date(2028, 3, 31), ended=False, waiting=[*mixed, moving], forming=[], rules=RULES)
    assert [(g.queue, len(g.members)) for g in done.formed] == [(MIXED, 11)]
