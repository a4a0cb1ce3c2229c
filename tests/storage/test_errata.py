"""The board has a published table counted anew, in public; on both databases."""

from datetime import date

import pytest
from corrected import AFTER, OPENED, PATIENTS, correct, counted, group_of, responds, shown
from people import board
from running import Running

from registry.errors import DataError
from registry.model.transparency import Erratum, ErratumReason
from registry.release.errata import Said, WantedErratum, decide_erratum
from registry.storage.ledger import acts

pytestmark = pytest.mark.anyio

ENDPOINT, BEST = "endpoint/response", "best-response/LUGANO"
REASON = ErratumReason.TOLD_WRONGLY


async def decide(registry: Running, content: str, subject: str | None = None) -> Erratum:
    id = subject or group_of(registry).id
    wanted, at = WantedErratum(id, content, REASON), registry.house.clock()
    said = await decide_erratum(registry.house.database, wanted, 0, at, "board")
    assert said.erratum
    return said.erratum


async def test_an_erratum_shows_the_correction_of_one_in_its_table_alone(registry: Running) -> None:
    programme = await counted(registry)
    await correct(registry, programme, [responds(PATIENTS[0], "PD")])
    erratum = await decide(registry, ENDPOINT)
    assert (await acts(registry.house.database))[-1].action == "erratum decided"
    numbers = await shown(registry, AFTER)
    assert (numbers[ENDPOINT].success, numbers[ENDPOINT].superseded) == (21, (OPENED,))
    assert (numbers[BEST].categories["CMR"], numbers[BEST].as_of) == (22, OPENED)
    assert registry.house.shelf.current is not None
    assert registry.house.shelf.current.snapshot.errata == (erratum,)


async def test_in_production_two_members_of_the_board_decide_the_same_erratum(
    registry: Running,
) -> None:
    await board(registry.house, "first", "second")
    programme = await counted(registry)
    await correct(registry, programme, [responds(PATIENTS[0], "PD")])
    database, at = registry.house.database, registry.house.clock()
    wanted = WantedErratum(group_of(registry).id, ENDPOINT, REASON)
    other = WantedErratum(group_of(registry).id, ENDPOINT, ErratumReason.MISLEADS_CARE)
    for who, what, people in (
        ("first", wanted, 1),
        ("first", wanted, 1),
        ("operator", wanted, 1),
        ("second", other, 1),
    ):
        assert await decide_erratum(database, what, 2, at, who) == Said(people), (who, what)
    said = await decide_erratum(database, wanted, 2, at, "second")
    assert (said.people, said.erratum is not None) == (2, True)
    again = await decide_erratum(database, wanted, 2, at, "second")
    assert again == Said(1), "what was agreed once does not count for the next erratum"


async def test_an_erratum_is_carried_out_once_and_not_between_release_dates(
    registry: Running,
) -> None:
    programme = await counted(registry)
    await correct(registry, programme, [responds(PATIENTS[0], "PD")])
    await decide(registry, ENDPOINT)
    numbers = await shown(registry, date(2028, 5, 1))
    assert numbers[ENDPOINT].success == 22
    assert registry.house.shelf.current is not None
    assert registry.house.shelf.current.snapshot.errata == ()
    await shown(registry, AFTER)
    await correct(registry, programme, [responds(PATIENTS[1], "PD")], AFTER)
    assert (await shown(registry, date(2029, 3, 31)))[ENDPOINT].success == 21


async def test_an_erratum_without_a_change_leaves_the_table_as_it_is(registry: Running) -> None:
    await counted(registry)
    await decide(registry, ENDPOINT)
    assert (await shown(registry, AFTER))[ENDPOINT].as_of == OPENED


@pytest.mark.parametrize(
    ("subject", "content"),
    [(None, "endpoint/other"), (None, "survival/91"), ("no-group", ENDPOINT)],
)
async def test_only_what_is_public_can_be_counted_anew(
    registry: Running, subject: str | None, content: str
) -> None:
    await counted(registry)
    with pytest.raises(DataError, match="is public of"):
        await decide(registry, content, subject)
