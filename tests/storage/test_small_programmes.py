"""Verdicts of programmes below 11 patients, alone or as "x of m met"; on both databases."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from leftovers import (
    AUTUMN,
    ENDED,
    NEXT_SPRING,
    SPRING,
    begin,
    close,
    published,
    report,
    shares,
    standings,
)
from msgspec import structs
from running import Running
from sending import RESPONSE, notices, pseudonyms, send

from registry.model.codes import EndpointRole, Verdict
from registry.model.decision import Activity, Standing
from registry.model.endpoint import SuccessCriterion
from registry.model.submission import Accepted
from registry.snapshot import PublicVerdictSet, Snapshot

pytestmark = pytest.mark.anyio

MET, NOT_MET = Verdict.MET, Verdict.NOT_MET
BEFORE_FINAL = [SPRING, AUTUMN, NEXT_SPRING]
FINAL, LATER = date(2028, 9, 30), [date(2029, 3, 31), date(2029, 9, 30)]


async def ended(
    registry: Running,
    patients: Sequence[int],
    verdicts: Sequence[Verdict | None],
    changes: Sequence[dict[str, Any]] = (),
) -> list[str]:
    """Programmes of so many patients that ended in May, with what their sponsors reported."""
    ids = await begin(registry, shares(*patients), changes)
    for programme, verdict in zip(ids, verdicts, strict=True):
        close(registry, programme)
        if verdict is not None:
            report(registry, programme, verdict)
    return ids


def only_set(snapshot: Snapshot) -> PublicVerdictSet:
    (formed,) = snapshot.verdict_sets
    return formed


async def test_three_ended_programmes_are_told_together_once_their_results_are_final(
    registry: Running,
) -> None:
    ids = await ended(registry, (4, 4, 4), (NOT_MET, MET, Verdict.STOPPED_FUTILITY))
    before = (await published(registry, *BEFORE_FINAL))[-1]
    assert before.verdict_sets == ()
    assert set(standings(before).values()) == {Standing.WITHHELD}
    final = (await published(registry, FINAL))[-1]
    assert only_set(final) == PublicVerdictSet(
        "verdicts.fictional.s001", FINAL, tuple(sorted(ids)), met=1, total=3, synthetic=True
    )
    assert set(standings(final).values()) == {Standing.IN_SET}
    assert {r.result.verdict for r in final.endpoint_results} == {None}
    assert {p.activity for p in final.programmes} == {Activity.FEWER_THAN_11}


@pytest.mark.parametrize(("last", "sets"), [(2, 0), (3, 1), (4, 1)])
async def test_a_set_needs_11_patients_who_are_public_together(
    registry: Running, last: int, sets: int
) -> None:
    await ended(registry, (4, 4, last), (MET, MET, MET))
    final = (await published(registry, *BEFORE_FINAL, FINAL))[-1]
    assert len(final.verdict_sets) == sets
    expected = Standing.IN_SET if sets else Standing.AWAITS_SET
    assert set(standings(final).values()) == {expected}


@pytest.mark.parametrize("verdict", [MET, NOT_MET])
async def test_a_verdict_that_tells_little_is_shown_alone(
    registry: Running, verdict: Verdict
) -> None:
    """Of 6 patients, 0 to 2 successes mean not met and 3 to 6 met."""
    six, *others = await ended(registry, (6, 4, 3), (verdict, MET, MET))
    final = (await published(registry, *BEFORE_FINAL, FINAL))[-1]
    shown = {r.result.programme_id: r for r in final.endpoint_results}
    assert (shown[six].standing, shown[six].result.verdict) == (Standing.PUBLISHED, verdict)
    assert {shown[id].standing for id in others} == {Standing.AWAITS_SET}
    assert final.verdict_sets == ()


async def test_a_set_never_grows_and_the_next_one_is_another(registry: Running) -> None:
    ids = await begin(registry, shares(*[4] * 6))
    first, second = ids[:3], ids[3:]
    for programme in ids:
        close(registry, programme, ENDED if programme in first else date(2028, 11, 1))
        report(registry, programme, MET)
    formed = only_set((await published(registry, *BEFORE_FINAL, FINAL))[-1])
    after = (await published(registry, *LATER, date(2030, 3, 31)))[-1]
    assert after.verdict_sets[0] == formed
    assert [set(known.programme_ids) for known in after.verdict_sets] == [set(first), set(second)]
    assert [known.id for known in after.verdict_sets] == [
        "verdicts.fictional.s001",
        "verdicts.fictional.s002",
    ]


async def test_who_has_not_reported_is_said_so_and_joins_no_set_until_then(
    registry: Running,
) -> None:
    ids = await ended(registry, (4, 4, 4), (MET, MET, None))
    final = (await published(registry, *BEFORE_FINAL, FINAL))[-1]
    assert standings(final)[ids[2]] is Standing.NOT_REPORTED
    assert {standings(final)[id] for id in ids[:2]} == {Standing.AWAITS_SET}
    report(registry, ids[2], NOT_MET, on=date(2028, 10, 2))
    later = (await published(registry, LATER[0]))[-1]
    assert (only_set(later).met, only_set(later).total) == (2, 3)


async def test_a_goal_of_two_endpoints_is_met_when_both_are(registry: Running) -> None:
    second = structs.replace(RESPONSE, id="second", day=183)
    twice: list[dict[str, Any]] = [{"endpoints": (RESPONSE, second)}, {}, {}]
    ids = await ended(registry, (4, 4, 4), (MET, MET, MET), twice)
    final = (await published(registry, *BEFORE_FINAL, FINAL))[-1]
    assert final.verdict_sets == ()
    report(registry, ids[0], NOT_MET, endpoint="second")
    later = (await published(registry, LATER[0]))[-1]
    assert (only_set(later).met, only_set(later).total) == (2, 3)


async def test_a_secondary_endpoint_that_would_tell_too_much_is_never_shown(
    registry: Running,
) -> None:
    role, all_of_them = EndpointRole.SECONDARY, SuccessCriterion(100)
    strict = structs.replace(RESPONSE, id="strict", role=role, criterion=all_of_them)
    mild = structs.replace(RESPONSE, id="mild", role=role)
    (six, *_) = await ended(
        registry, (6, 4, 3), (MET, MET, MET), [{"endpoints": (RESPONSE, strict, mild)}, {}, {}]
    )
    for endpoint in ("strict", "mild"):
        report(registry, six, NOT_MET, endpoint=endpoint)
    final = (await published(registry, *BEFORE_FINAL, FINAL))[-1]
    own = [r for r in final.endpoint_results if r.result.programme_id == six]
    assert {r.result.endpoint_id: (r.standing, r.result.verdict) for r in own} == {
        "response": (Standing.PUBLISHED, MET),
        "strict": (Standing.TOO_FEW, None),
        "mild": (Standing.PUBLISHED, NOT_MET),
    }


async def test_between_release_dates_no_set_forms(registry: Running) -> None:
    await ended(registry, (4, 4, 4), (MET, MET, MET))
    snapshots = await published(registry, *BEFORE_FINAL, date(2028, 9, 29), FINAL)
    assert [len(snapshot.verdict_sets) for snapshot in snapshots] == [0, 0, 0, 0, 1]


async def test_a_verdict_shown_alone_stays_while_a_later_group_forms(registry: Running) -> None:
    """Quiet for two years, final by its plan, its verdict public; then eleven more come."""
    ids = await begin(registry, shares(6, 6, 6), [{"planned_end": date(2027, 9, 1)}] * 3)
    report(registry, ids[0], MET)
    quiet = await published(registry, SPRING, AUTUMN, date(2029, 3, 31), date(2029, 9, 30))
    assert standings(quiet[-1])[ids[0]] is Standing.PUBLISHED
    late = date(2029, 10, 8)
    sent = await send(registry.house, ids[0], late, notices(pseudonyms(11, 0xF01), "2029-10"))
    assert isinstance(sent, Accepted)
    (forming,) = await published(registry, date(2030, 3, 31))
    assert {p.activity for p in forming.programmes if p.programme.id == ids[0]} == {Activity.SEALED}
    assert standings(forming)[ids[0]] is Standing.PUBLISHED
