"""A preview tells nothing of other sponsors, of outcomes or of verdicts, and writes nothing."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest
from msgspec import structs
from previewing import (
    BEGAN,
    DAYS,
    MARCH,
    SPRING,
    SUMMER,
    alone,
    ask,
    foretold,
    shown,
    stopped,
    told,
    waves,
)
from running import AUTHORITY, OPERATOR, OTHER_UNIVERSITY, Running, running_registry
from sending import (
    PRODUCT,
    RESPONSE,
    everything,
    infused,
    notices,
    programme,
    pseudonyms,
    record,
    register,
    send,
)

from registry.intake.register import enter_directory
from registry.intake.tools import Envelope
from registry.model.codes import ApprovalEventKind, Scenario, Verdict
from registry.model.product import ApprovalEvent
from registry.model.programme import Programme
from registry.model.registration import ApprovalDraft, EndpointResultDraft
from registry.model.submission import Accepted
from registry.storage.directory import find_fact

pytestmark = pytest.mark.anyio


@pytest.fixture
async def registry(database_url: str) -> AsyncIterator[Running]:
    async with running_registry(database_url, BEGAN) as running:
        await running.publish(BEGAN)
        yield running


async def test_a_preview_writes_nothing(registry: Running) -> None:
    id = await waves(registry)
    await registry.publish(SPRING)
    before = await everything(registry.house.database)
    for day in DAYS:
        await told(registry, id, day)
    assert await everything(registry.house.database) == before


async def test_another_sponsors_programme_is_like_one_that_is_not_there(registry: Running) -> None:
    id = await stopped(registry)
    for asked in (id, "nowhere"):
        assert await ask(registry, asked, DAYS[3], OTHER_UNIVERSITY) is None


async def test_what_others_submit_changes_no_byte(registry: Running) -> None:
    id = await waves(registry)
    await registry.publish(SPRING)
    asked = [date(2027, 4, 1), *DAYS]
    before = [msgspec.json.encode(await told(registry, id, day)) for day in asked]
    mine = await find_fact(registry.house.database, Programme, id)
    assert mine is not None
    theirs = await record(
        registry.house, programme(mine.product_id), date(2027, 4, 1), sponsor=OTHER_UNIVERSITY
    )
    many = notices(pseudonyms(40, 0xC00), "2027-04")
    on = date(2027, 5, 1)
    answer = await send(registry.house, theirs, on, many, sponsor=OTHER_UNIVERSITY)
    assert isinstance(answer, Accepted)
    assert [msgspec.json.encode(await told(registry, id, day)) for day in asked] == before


async def test_an_approval_of_ones_own_counts_at_once(registry: Running) -> None:
    id = await alone(registry)
    mine = await find_fact(registry.house.database, Programme, id)
    assert mine is not None
    before = await told(registry, id, DAYS[2])
    suspended = ApprovalEvent(ApprovalEventKind.SUSPENDED, "2027-03-09")
    approval = ApprovalDraft(
        mine.product_id, AUTHORITY, "lbcl", "TMA-7", Scenario.DURING_DEVELOPMENT, (suspended,),
        date(2027, 2, 1),
    )  # fmt: skip
    await record(registry.house, approval, MARCH)
    assert await told(registry, id, DAYS[2]) != before
    await registry.publish(MARCH)
    after = await told(registry, id, DAYS[2])
    assert {stage.stage: stage.open for stage in after.stages}["R4"]
    for day in DAYS[:3]:
        await registry.publish(day)
    assert registry.house.shelf.current is not None
    assert foretold(after) == shown(registry.house.shelf.current.snapshot, id)


async def test_of_a_shared_lineage_nothing_is_told_beyond_the_snapshot(registry: Running) -> None:
    id = await stopped(registry)
    mine = await find_fact(registry.house.database, Programme, id)
    assert mine is not None
    day = date(2027, 3, 12)
    theirs = await record(registry.house, programme(mine.product_id), day, sponsor=OTHER_UNIVERSITY)
    await registry.publish(SPRING)
    assert registry.house.shelf.current is not None
    public = shown(registry.house.shelf.current.snapshot, id)
    said = [await told(registry, id, day) for day in DAYS]
    assert {(s.shared, s.groups, s.waiting, s.released_on) for s in said} == {
        (True, None, None, SPRING)
    }
    assert {s.next_release for s in said} == {DAYS[1]}
    for each in said:
        stages = [(s.stage, s.open, s.opened_on, s.opens_on, s.reason) for s in each.stages]
        assert stages == public["stages"]
    many = notices(pseudonyms(40, 0xC00), "2027-04")
    on = date(2027, 5, 1)
    await send(registry.house, theirs, on, many, sponsor=OTHER_UNIVERSITY)
    assert [await told(registry, id, day) for day in DAYS] == said


async def test_of_a_programme_that_a_curator_moved_among_others_nothing_is_foretold(
    registry: Running,
) -> None:
    theirs = await register(registry.house, BEGAN)
    await registry.publish(SPRING)
    product = await record(registry.house, PRODUCT, SPRING, sponsor=OTHER_UNIVERSITY)
    mine = await record(
        registry.house, programme(product, starts_on=SUMMER), SPRING, sponsor=OTHER_UNIVERSITY
    )
    made = await find_fact(registry.house.database, Programme, mine)
    other = await find_fact(registry.house.database, Programme, theirs)
    assert made is not None
    assert other is not None
    moved = structs.replace(made, lineage=other.lineage)
    at = datetime(2027, 4, 1, tzinfo=UTC)
    await enter_directory(registry.house.intake, [moved], Envelope(OPERATOR, at), "lineage")
    said = await ask(registry, mine, DAYS[3], OTHER_UNIVERSITY)
    assert said is not None
    assert (said.shared, said.stages, said.groups, said.waiting) == (True, (), None, None)


async def test_no_outcome_and_no_verdict_changes_a_preview(
    registry: Running, tmp_path: Path
) -> None:
    async with running_registry(f"sqlite:///{tmp_path}/other.sqlite", BEGAN) as other:
        await other.publish(BEGAN)
        said = []
        for running, category, verdict in (
            (registry, "CMR", Verdict.MET),
            (other, "PD", Verdict.NOT_MET),
        ):
            id = await stopped(running)
            await running.publish(SPRING)
            news = [infused(patient, category) for patient in pseudonyms(22)]
            assert isinstance(await send(running.house, id, SUMMER, outcomes=news), Accepted)
            draft = EndpointResultDraft(id, RESPONSE.id, verdict, SUMMER)
            await record(running.house, draft, SUMMER)
            said.append([msgspec.json.encode(await told(running, id, day)) for day in DAYS])
    assert said[0] == said[1]
