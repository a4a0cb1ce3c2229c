"""Figures from elsewhere stand beside a verdict only where their patients are whole groups."""

from datetime import date
from functools import partial

import pytest
from running import Running
from sending import RESPONSE, envelope, notices, pseudonyms, record, register, send

from registry.app import House
from registry.intake.withdraw import accept_withdrawal, confirm
from registry.model.codes import ProgrammeEventKind, Verdict, WithdrawalScope
from registry.model.registration import CutOffDraft, EndpointResultDraft, Recorded, StatusDraft
from registry.model.submission import Accepted, Withdrawal
from registry.snapshot import PublicEndpointResult

pytestmark = pytest.mark.anyio

BEGAN, MARCH, JULY = date(2027, 1, 11), date(2027, 3, 10), date(2027, 7, 12)
CUT_OFF, ENDED = date(2027, 6, 30), date(2027, 8, 2)
DAYS = [date(2027, 3, 31), date(2027, 9, 30), date(2028, 3, 31), date(2028, 9, 30)]


async def shown(
    registry: Running,
    patients: int,
    *,
    early: int = 12,
    announced: bool = True,
    cut_off: date = CUT_OFF,
    leaves: tuple[WithdrawalScope, date] | None = None,
) -> PublicEndpointResult:
    """The public result of a programme of `early` and 11 later patients, as its sponsor states."""
    house = registry.house
    programme = await register(house, BEGAN)
    if announced:
        await record(house, CutOffDraft(programme, CUT_OFF), BEGAN)
    for day, mine in ((MARCH, pseudonyms(early)), (JULY, pseudonyms(11, start=0xF01))):
        sent = await send(house, programme, day, notices(mine, f"{day:%Y-%m}"))
        assert isinstance(sent, Accepted)
        if day == MARCH:
            await registry.publish(DAYS[0])
    await record(house, StatusDraft(programme, ProgrammeEventKind.ENDED, ENDED), ENDED)
    stated = EndpointResultDraft(
        programme, RESPONSE.id, Verdict.NOT_MET, cut_off, estimate=25.0, patients=patients
    )
    await record(house, stated, ENDED)
    if leaves is not None:
        registry.plan(leaves[1], partial(one_leaves, house, programme, leaves[0]))
    for day in DAYS[1:]:
        await registry.publish(day)
    assert house.shelf.current is not None
    (result,) = house.shelf.current.snapshot.endpoint_results
    assert result.result.verdict is Verdict.NOT_MET
    return result


async def one_leaves(house: House, programme: str, scope: WithdrawalScope, on: date) -> None:
    """The first patient withdraws, and a curator confirms at once."""
    asked = Withdrawal(programme, pseudonyms(1)[0], scope)
    recorded = await accept_withdrawal(house.intake, asked, envelope(on))
    assert isinstance(recorded, Recorded)
    await confirm(house.intake, recorded.id, envelope(on).received, "curator")


async def test_figures_of_the_patients_up_to_an_announced_cut_off_are_shown(
    registry: Running,
) -> None:
    told = (await shown(registry, patients=12)).result
    assert (told.estimate, told.patients, told.cut_off) == (25.0, 12, CUT_OFF.isoformat())


@pytest.mark.parametrize("patients", [11, 13, 23])
async def test_figures_of_one_patient_more_or_fewer_are_not(
    registry: Running, patients: int
) -> None:
    told = (await shown(registry, patients=patients)).result
    assert (told.estimate, told.patients, told.cut_off) == (None, None, "")


async def test_a_cut_off_nobody_announced_opens_no_figure(registry: Running) -> None:
    assert (await shown(registry, patients=12, announced=False)).result.patients is None


async def test_another_day_than_the_announced_one_opens_no_figure(registry: Running) -> None:
    told = (await shown(registry, patients=12, cut_off=date(2027, 7, 1))).result
    assert told.patients is None


async def test_ten_before_a_cut_off_are_no_group_and_their_figures_stay_away(
    registry: Running,
) -> None:
    assert (await shown(registry, patients=10, early=10)).result.patients is None


@pytest.mark.parametrize(
    ("scope", "patients"),
    [
        (WithdrawalScope.STOP_FOLLOW_UP, 12),
        (WithdrawalScope.EXCLUDE_FROM_FUTURE, None),
        (WithdrawalScope.ERASE, None),
    ],
)
async def test_figures_that_hold_one_who_withdrew_stay_away(
    registry: Running, scope: WithdrawalScope, patients: int | None
) -> None:
    """Our counts are without that one outcome: it would be the difference."""
    leaves = scope, date(2028, 4, 3)
    assert (await shown(registry, patients=12, leaves=leaves)).result.patients == patients


async def test_figures_shown_once_stay_when_somebody_withdraws_later(registry: Running) -> None:
    leaves = WithdrawalScope.ERASE, date(2028, 10, 2)
    await shown(registry, patients=12, leaves=leaves)
    await registry.publish(date(2029, 3, 31))
    assert registry.house.shelf.current is not None
    (result,) = registry.house.shelf.current.snapshot.endpoint_results
    assert result.result.patients == 12
