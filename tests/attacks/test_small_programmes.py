"""Attackers on programmes below 11 patients: through sizes, dates, sets and verdicts."""

from collections.abc import AsyncIterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from leftovers import AUTUMN, BEGAN, NEXT_SPRING, SPRING, begin, close, published, report, shares
from msgspec import structs
from running import Running, running_registry
from sending import RESPONSE

from registry.model.codes import Verdict
from registry.model.endpoint import SuccessCriterion
from registry.release.verdicts import stands_alone
from registry.snapshot import Snapshot

DAYS = [SPRING, AUTUMN, NEXT_SPRING, date(2028, 9, 30), date(2029, 3, 31), date(2029, 9, 30)]
MET, NOT_MET = Verdict.MET, Verdict.NOT_MET


@pytest.fixture
async def twin(tmp_path: Path) -> AsyncIterator[Running]:
    async with running_registry(f"sqlite:///{tmp_path}/twin.sqlite", BEGAN) as running:
        yield running


async def years(
    registry: Running, patients: tuple[int, ...], verdicts: tuple[Verdict | None, ...]
) -> list[Snapshot]:
    """What is public of programmes that ended in May, over two and a half years."""
    for programme, verdict in zip(await begin(registry, shares(*patients)), verdicts, strict=True):
        close(registry, programme)
        if verdict is not None:
            report(registry, programme, verdict)
    return await published(registry, *DAYS)


@pytest.mark.anyio
@pytest.mark.parametrize("hidden", [1, 5, 10])
async def test_neither_verdict_nor_date_shows_whether_somebody_waits(
    registry: Running, twin: Running, hidden: int
) -> None:
    """An ended, reported programme without patients and one of ten, whom nobody joins."""
    assert await years(registry, (hidden,), (MET,)) == await years(twin, (0,), (NOT_MET,))


@pytest.mark.anyio
async def test_a_met_and_a_failed_verdict_alone_open_on_the_same_day_and_move_nothing_else(
    registry: Running, twin: Running
) -> None:
    met = await years(registry, (6, 4, 3), (MET, MET, MET))
    failed = await years(twin, (6, 4, 3), (NOT_MET, MET, MET))
    for one, other in zip(met, failed, strict=True):
        for told, mirrored in zip(one.endpoint_results, other.endpoint_results, strict=True):
            same = structs.replace(mirrored.result, verdict=told.result.verdict)
            assert told == structs.replace(mirrored, result=same)


@pytest.mark.anyio
async def test_two_snapshots_never_differ_by_the_verdict_of_one_programme_in_a_set(
    registry: Running,
) -> None:
    """A fourth and a fifth programme that end later wait for a set of their own."""
    ids = await begin(registry, shares(4, 4, 4, 4, 4))
    for number, programme in enumerate(ids):
        close(registry, programme, date(2027, 5, 3) if number < 3 else date(2028, 1, 10))
        report(registry, programme, NOT_MET if number % 2 else MET)
    seen = await published(registry, *DAYS)
    assert [len(snapshot.verdict_sets) for snapshot in seen][-1] == 1
    for earlier, later in pairwise(seen):
        assert later.verdict_sets[: len(earlier.verdict_sets)] == earlier.verdict_sets


@given(st.integers(0, 10), st.integers(0, 100), st.booleans())
def test_a_verdict_alone_makes_no_patients_outcome_certain(
    patients: int, percent: int, met: bool
) -> None:
    """Not even to somebody who knows how many there are, and what became of one of them."""
    goal = structs.replace(RESPONSE, criterion=SuccessCriterion(percent))
    if not stands_alone(patients, goal):
        return
    possible = [n for n in range(patients + 1) if (100 * n >= percent * patients) is met]
    assert any(0 < n < patients for n in possible)
    for known in (0, 1):
        others = [n - known for n in possible if 0 <= n - known <= patients - 1]
        assert any(0 < n < patients - 1 for n in others)
