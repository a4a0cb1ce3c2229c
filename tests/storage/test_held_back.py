"""A correction that was held back: what lets it show later, and what does not; on both databases.

Five patients of one centre and one of another are corrected: the first centre would know all but
one of them.
"""

from collections.abc import Sequence
from datetime import date

import pytest
from corrected import (
    AFTER,
    LATER,
    PATIENTS,
    correct,
    counted,
    group_of,
    leave,
    responds,
    shown,
)
from msgspec import structs
from running import HOSPITAL, Running
from sending import RESPONSE, notices, send

from registry.model.bundle import BundleKind
from registry.model.codes import (
    BatchOutcome,
    CorrectionReason,
    EndpointKind,
    VisitStatus,
    WithdrawalScope,
)
from registry.model.episode import Administration, Batch, FollowUpVisit
from registry.model.submission import Accepted, EpisodeCorrection, EpisodeOutcome
from registry.model.transparency import ErratumReason
from registry.release.errata import WantedErratum, decide_erratum

pytestmark = pytest.mark.anyio

ENDPOINT = "endpoint/response"
OTHER, UNCHANGED = PATIENTS[11], PATIENTS[21]
JUNE, LAST = date(2028, 6, 1), date(2029, 9, 30)


async def held_back(registry: Running) -> str:
    """The programme, its correction held back on the release date it came for."""
    programme = await counted(registry, centres=2)
    await correct(registry, programme, [responds(p, "PD") for p in (*PATIENTS[:5], OTHER)])
    assert await successes(registry, AFTER) == 22
    return programme


async def successes(registry: Running, day: date) -> int:
    return int((await shown(registry, day))[ENDPOINT].success)


async def test_it_shows_once_the_centre_of_the_sixth_is_put_right(registry: Running) -> None:
    """All six are of one centre, which may know of them all what it told."""
    programme = await held_back(registry)
    notice = structs.replace(notices([OTHER])[0], centre_id=HOSPITAL)
    reason = CorrectionReason.TRANSCRIPTION_ERROR
    right = EpisodeCorrection(EpisodeOutcome(OTHER), 4, reason, notice=notice)
    await correct(registry, programme, [right], AFTER)
    assert await successes(registry, LATER) == 16


@pytest.mark.parametrize("scope", [WithdrawalScope.EXCLUDE_FROM_FUTURE, WithdrawalScope.ERASE])
async def test_a_withdrawal_alone_moves_no_table_and_the_next_news_does(
    registry: Running, scope: WithdrawalScope
) -> None:
    programme = await held_back(registry)
    await leave(registry, programme, OTHER, scope, AFTER)
    assert await successes(registry, LATER) == 22
    made = EpisodeOutcome(UNCHANGED, batches=(Batch(1, BatchOutcome.RELEASED, 6, 20),))
    assert isinstance(await send(registry.house, programme, LATER, outcomes=[made]), Accepted)
    assert await successes(registry, LAST) == 17


KNEE = structs.replace(
    RESPONSE, id="knee", kind=EndpointKind.CHANGE, measure="KOOS", success_categories=(),
    improvement=10, day=365,
)  # fmt: skip


def seen(window: int, value: int) -> FollowUpVisit:
    return FollowUpVisit(window, VisitStatus.DONE, 35 + window, scale="KOOS", value=value)


def given(patient: str) -> EpisodeOutcome:
    """Infused on day 35 and scored before."""
    visits = (seen(0, 40),)
    return EpisodeOutcome(patient, administrations=(Administration(1, 35),), visits=visits)


def scored(patient: str) -> EpisodeOutcome:
    """The same, and scored after a year."""
    return structs.replace(given(patient), visits=(seen(0, 40), seen(365, 50)))


def rescored(patient: str) -> EpisodeCorrection:
    told = EpisodeOutcome(patient, visits=(seen(365, 60),))
    return EpisodeCorrection(told, 3, CorrectionReason.TRANSCRIPTION_ERROR)


async def measured(registry: Running, some: int = 11) -> str:
    """The first patients of each of two centres are scored, so many in all; their change is public.

    Of the others nothing is told yet.
    """
    half = len(PATIENTS) // 2
    ours, theirs = PATIENTS[: (some + 1) // 2], PATIENTS[half : half + some // 2]
    some_of_each = (*ours, *theirs)
    first = [given(patient) for patient in some_of_each]
    programme = await counted(registry, first, centres=2, endpoints=(KNEE,))
    await tell(registry, programme, some_of_each, JUNE)
    return programme


async def tell(registry: Running, programme: str, patients: Sequence[str], on: date) -> None:
    told = [scored(patient) for patient in patients]
    assert isinstance(await send(registry.house, programme, on, outcomes=told), Accepted)


async def assessed(registry: Running, *days: date) -> tuple[int, int]:
    """Patients assessed by the endpoint's table, and patients in the sums of the bundle."""
    numbers = await shown(registry, *days)
    assert registry.house.shelf.current is not None
    bundles = registry.house.shelf.current.snapshot.bundles
    (sums,) = [b.sums for b in bundles if b.kind is BundleKind.CHANGE]
    assert sums is not None
    return sum(numbers["endpoint/knee"].categories), sums.patients


@pytest.mark.parametrize(("late", "shown_in_sums"), [(5, 11), (10, 11), (11, 22)])
async def test_sums_of_a_change_move_by_eleven_patients_and_never_by_fewer(
    registry: Running, late: int, shown_in_sums: int
) -> None:
    """Sums of five beside their categories mostly tell each value."""
    programme = await measured(registry)
    assert await assessed(registry, AFTER) == (11, 11)
    waiting = [*PATIENTS[6:11], *PATIENTS[16:]]
    await tell(registry, programme, waiting[:late], AFTER)
    assert await assessed(registry, LATER) == (11 + late, shown_in_sums)


async def test_sums_move_with_a_funnel_that_is_older_than_they_are(registry: Running) -> None:
    """Nine infusions are told in between and wait, for one centre would know all but four."""
    programme = await measured(registry)
    await tell(registry, programme, [*PATIENTS[6:11], *PATIENTS[16:20]], JUNE)
    assert await assessed(registry, AFTER) == (11, 11)
    await tell(registry, programme, PATIENTS[20:], AFTER)
    assert await assessed(registry, LATER) == (22, 22)


async def test_sums_move_with_a_funnel_that_the_board_has_counted_anew(registry: Running) -> None:
    """Four infusions and seven other scores: eleven change once the funnel shows the four."""
    programme = await measured(registry, 18)
    assert await assessed(registry, AFTER) == (18, 18)
    await tell(registry, programme, [PATIENTS[9], PATIENTS[10], *PATIENTS[20:]], AFTER)
    scores = [rescored(p) for p in (*PATIENTS[:3], *PATIENTS[11:15])]
    await correct(registry, programme, scores, AFTER)
    assert await assessed(registry, LATER) == (18, 18)
    wanted = WantedErratum(group_of(registry).id, "funnel", ErratumReason.TOLD_WRONGLY)
    database, at = registry.house.database, registry.house.clock()
    assert (await decide_erratum(database, wanted, 0, at, "board")).erratum
    assert await assessed(registry, LAST) == (18, 22)
