"""What the registry calculates itself of an endpoint, and when it has nothing to calculate."""

from datetime import date

import pytest
from msgspec import structs

from registry.model.codes import Population, Timing, Verdict
from registry.model.endpoint import Endpoint, SuccessCriterion
from registry.model.sealed import GroupState, NoSuccess
from registry.snapshot import Snapshot
from registry.views.calculated import Calculated, Calculator, calculated
from registry.views.endpoint_results import endpoint_results
from registry.views.figures import Reason
from tests.views.example import AS_OF, OPENS, REMISSION, SNAPSHOT, counts

HALF = structs.replace(REMISSION, criterion=SuccessCriterion(50))
OF_INFUSED = structs.replace(HALF, population=Population.INFUSED)


@pytest.mark.parametrize(
    ("success", "others", "verdict"),
    [(10, 11, Verdict.NOT_MET), (10, 10, Verdict.MET), (11, 10, Verdict.MET)],
)
def test_the_goal_is_met_from_the_locked_share_on(
    success: int, others: int, verdict: Verdict
) -> None:
    told = calculated(HALF, [counts("remission", success, 0, 0, 0, others)], AS_OF)
    assert (told.value, told.groups) == (verdict, 1)
    assert told.share
    assert (told.share.numerator, told.share.denominator) == (success, success + others)


@pytest.mark.parametrize(
    ("endpoint", "verdict"), [(HALF, Verdict.NOT_MET), (OF_INFUSED, Verdict.MET)]
)
def test_the_population_is_the_one_that_was_locked(endpoint: Endpoint, verdict: Verdict) -> None:
    """10 of 22 accepted responded, which is half of the 20 who were infused."""
    assert calculated(endpoint, [counts("remission", 10, 2, 3, 4, 3)], AS_OF).value is verdict


def test_where_nobody_was_infused_there_is_no_verdict_and_no_zero() -> None:
    told = calculated(OF_INFUSED, [counts("remission", 0, 11, 0, 0, 0)], AS_OF)
    assert told.value is None
    assert told.withheld
    assert told.withheld.reason is Reason.NOBODY


def test_groups_are_summed_and_those_without_counts_left_out() -> None:
    told = Calculator(SNAPSHOT).of("aurora", "remission")
    assert told.share
    assert (told.share.numerator, told.share.denominator, told.groups) == (13, 25, 2)


def test_who_was_registered_afterwards_is_never_pooled() -> None:
    late = [g for g in SNAPSHOT.groups if g.timing is Timing.RETROSPECTIVE and g.endpoints]
    assert [group.endpoints[0].success for group in late] == [11]
    alone = structs.replace(SNAPSHOT, groups=tuple(late))
    assert Calculator(alone).of("aurora", "remission").value is None


def reason(snapshot: Snapshot, programme: str, endpoint: str) -> tuple[Reason, date | None]:
    told = Calculator(snapshot).of(programme, endpoint)
    assert told.value is None
    assert told.withheld
    return told.withheld.reason, told.withheld.opens_on


def test_without_public_counts_the_reason_is_told_in_public_words() -> None:
    bare = tuple(structs.replace(g, endpoints=()) for g in SNAPSHOT.groups)
    watched = structs.replace(SNAPSHOT, groups=bare)
    assert reason(watched, "aurora", "remission") == (Reason.NEWER_NOT_INCLUDED, None)
    moved = tuple(structs.replace(g, programme_id="borealis") for g in bare)
    waiting = structs.replace(SNAPSHOT, groups=moved)
    assert reason(waiting, "borealis", "remission") == (Reason.NOT_YET, OPENS)
    forming = (structs.replace(bare[0], programme_id="borealis", state=GroupState.FORMING),)
    sealed = structs.replace(SNAPSHOT, groups=forming)
    assert reason(sealed, "borealis", "remission") == (Reason.SEALED, None)
    assert reason(SNAPSHOT, "borealis", "remission") == (Reason.FEWER_THAN_11, None)
    assert reason(SNAPSHOT, "published", "none") == (Reason.NOT_RECEIVED, None)


def test_it_stands_beside_a_verdict_that_was_not_reported() -> None:
    rows = {row.id: row for row in endpoint_results(SNAPSHOT)}
    row = rows["r-remission"]
    assert row.verdict.value is None
    assert row.calculated.value is Verdict.MET
    assert rows["r-published"].calculated == Calculated(
        AS_OF, withheld=rows["r-published"].calculated.withheld
    )


def test_every_patient_of_a_counted_group_is_in_the_share() -> None:
    """Nobody leaves the denominator: withdrawn and late ones count as accepted."""
    held = counts("remission", 6, 1, 1, 1, 1)
    held = structs.replace(held, no_success=held.no_success | {NoSuccess.WITHDRAWN.value: 1})
    told = calculated(HALF, [held], AS_OF)
    assert told.share
    assert told.share.denominator == 11
