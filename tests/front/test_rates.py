"""A rate lets a run through, then as much as is refilled, and never more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.front import budget as budget_module
from registry.front.budget import Budget, query_rate
from registry.front.rates import SECOND, Rate, seconds_of, take

RATE = Rate("test", "Five in ten seconds.", 5, 10)
rates = st.builds(
    Rate, st.just("drawn"), st.just("Drawn."), st.integers(1, 50), st.integers(1, 3_600)
)
steps = st.lists(st.tuples(st.integers(0, 120 * SECOND), st.integers(1, 60)), max_size=40)


def passed(rate: Rate, moments: list[int], full_at: int = 0) -> list[bool]:
    """Which of these moments pass."""
    found = []
    for now in moments:
        taken = take(rate, full_at, now)
        full_at = taken.full_at
        found.append(not taken.wait)
    return found


@pytest.mark.parametrize(("asked", "let_in"), [(4, 4), (5, 5), (6, 5), (50, 5)])
def test_a_run_passes_up_to_the_most_and_not_one_more(asked: int, let_in: int) -> None:
    assert sum(passed(RATE, [1_000] * asked)) == let_in


def test_one_more_passes_exactly_when_one_is_refilled() -> None:
    full_at = 0
    for _ in range(5):
        full_at = take(RATE, full_at, 0).full_at
    refused = take(RATE, full_at, 0)
    assert (refused.wait, seconds_of(refused.wait)) == (2 * SECOND, 2)
    assert take(RATE, full_at, refused.wait - 1).wait == 1
    assert take(RATE, full_at, refused.wait).wait == 0
    assert take(RATE, full_at, refused.wait + 1).wait == 0


def test_what_is_refused_takes_nothing() -> None:
    assert sum(passed(RATE, [0] * 500 + [2 * SECOND] * 500)) == 6


@given(rates)
def test_all_is_refilled_no_sooner_than_its_time(rate: Rate) -> None:
    assert rate.period >= rate.seconds * SECOND


@given(rates, steps)
def test_nobody_ever_gets_more_than_the_most_and_what_is_refilled_since(
    rate: Rate, told: list[tuple[int, int]]
) -> None:
    full_at, now, got = 0, 0, 0
    for later, cost in told:
        now += later
        taken = take(rate, full_at, now, cost)
        full_at = taken.full_at
        got += 0 if taken.wait else rate.price(cost)
        assert got <= rate.period + now
        assert taken.wait <= rate.period


@given(rates, st.integers(0, 10**15), st.integers(0, 10**15))
def test_a_clock_that_was_ahead_shuts_nobody_out_for_longer_than_a_refill(
    rate: Rate, ahead: int, now: int
) -> None:
    assert take(rate, ahead, now).wait <= rate.period


@given(rates)
def test_what_costs_more_than_all_passes_where_nothing_was_taken(rate: Rate) -> None:
    assert take(rate, 0, 0, rate.most + 1).wait == 0


class Ticks:
    """A clock that tests move."""

    now = 1

    def __call__(self) -> int:
        return self.now


def test_an_address_has_its_own_budget_and_gets_it_back_with_time() -> None:
    ticks = Ticks()
    budget = Budget(query_rate(60, 1), bytes(32), ticks)
    assert [budget("192.0.2.1", 30), budget("192.0.2.1", 30)] == [0, 0]
    assert (budget("192.0.2.1", 10), budget("192.0.2.2", 10)) == (10, 0)
    ticks.now += 10 * SECOND
    assert budget("192.0.2.1", 10) == 0


@pytest.mark.parametrize("processes", [1, 2, 3, 7])
def test_processes_together_give_an_address_no_more_than_all(processes: int) -> None:
    budgets = [Budget(query_rate(1_000, processes), bytes(32), Ticks()) for _ in range(processes)]
    got = sum(not budget("192.0.2.1", 1) for budget in budgets for _ in range(1_001))
    assert 1_000 - processes < got <= 1_000


def test_a_budget_keeps_digests_only_and_forgets_who_has_everything_again() -> None:
    ticks = Ticks()
    budget = Budget(query_rate(60, 1), b"k" * 32, ticks)
    budget("192.0.2.1", 30)
    assert all(b"192" not in who for who in budget.full_at)
    assert len(budget.full_at) == 1
    ticks.now += 31 * SECOND
    budget("192.0.2.2", 1)
    assert len(budget.full_at) == 1


def test_a_budget_of_very_many_addresses_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget_module, "MOST_ADDRESSES", 20)
    budget = Budget(query_rate(60, 1), bytes(32), Ticks())
    for number in range(50):
        budget(f"10.0.0.{number}", 1)
    assert len(budget.full_at) == 20
