"""A publication is a plan first, takes two people in production, and is whole or not at all."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from msgspec import structs
from people import board
from people import person as somebody
from piccolo.querystring import QueryString
from running import UNIVERSITY, Running, running_registry
from sending import everything, notices, pseudonyms, register, send

from registry.access.because import Because
from registry.access.keys import Terms
from registry.errors import ApprovalMissing, DataError, SnapshotError, StorageError
from registry.model.access import Role
from registry.release.approval import approve
from registry.release.plan import PlannedStep
from registry.release.proposals import check_unprepared
from registry.release.publish import Publisher, plan_snapshot, publish_snapshot

pytestmark = pytest.mark.anyio

BEGAN, MARCH, SPRING = date(2027, 1, 11), date(2027, 3, 10), date(2027, 3, 31)
WISH = 'mutation { requestKey(input: {key: SEX, purpose: "To compare."}) { __typename } }'


@pytest.fixture
async def registry(database_url: str) -> AsyncIterator[Running]:
    async with running_registry(database_url, BEGAN) as running:
        programme = await register(running.house, BEGAN)
        await send(running.house, programme, MARCH, notices(pseudonyms(11)))
        running.clock.today = SPRING
        await board(running.house, "first", "second")
        yield running


def production(registry: Running) -> Publisher:
    return structs.replace(registry.house.publisher, approvers=2)


async def test_a_plan_names_what_is_sealed_and_stores_nothing(registry: Running) -> None:
    house = registry.house
    before = await everything(house.database)
    plan = await plan_snapshot(house.publisher, SPRING, house.clock())
    assert await everything(house.database) == before
    (group,) = [step for step in plan.steps if step.what == "seals"]
    assert group.subject.endswith(".g001")
    assert "11" in group.detail
    assert PlannedStep("lists", group.subject.removesuffix(".g001")) in plan.steps
    frozen = await publish_snapshot(house.publisher, SPRING, house.clock(), "board")
    assert frozen.digest == plan.digest


async def test_in_production_two_different_people_approve_the_very_bytes(
    registry: Running,
) -> None:
    house, publisher = registry.house, production(registry)
    digest = (await plan_snapshot(publisher, SPRING, house.clock())).digest
    for person in ("first", "first"):
        assert await approve(house.database, digest, person, house.clock()) == 1
        with pytest.raises(ApprovalMissing, match="1 of 2 people"):
            await publish_snapshot(publisher, SPRING, house.clock(), "board")
    assert await approve(house.database, digest, "second", house.clock()) == 2
    assert (await publish_snapshot(publisher, SPRING, house.clock(), "board")).digest == digest


async def test_what_changed_after_the_approval_is_not_published(registry: Running) -> None:
    house, publisher = registry.house, production(registry)
    digest = (await plan_snapshot(publisher, SPRING, house.clock())).digest
    for person in ("first", "second"):
        await approve(house.database, digest, person, house.clock())
    await register(house, SPRING, title="Another study")
    with pytest.raises(ApprovalMissing, match="0 of 2 people"):
        await publish_snapshot(publisher, SPRING, house.clock(), "board")
    assert registry.house.shelf.current is None


async def test_nothing_else_is_published_than_what_was_read(registry: Running) -> None:
    house = registry.house
    with pytest.raises(ApprovalMissing, match="has changed since it was read"):
        await publish_snapshot(house.publisher, SPRING, house.clock(), "board", "0" * 64)
    digest = (await plan_snapshot(house.publisher, SPRING, house.clock())).digest
    assert (
        await publish_snapshot(house.publisher, SPRING, house.clock(), "board", digest)
    ).digest == digest


async def test_only_members_of_the_board_count_and_only_while_they_are(
    registry: Running,
) -> None:
    house, publisher = registry.house, production(registry)
    digest = (await plan_snapshot(publisher, SPRING, house.clock())).digest
    for person in ("first", "second", "operator"):
        await approve(house.database, digest, person, house.clock())
    await house.people.suspend("second", Because("ada", house.clock(), "left the board"))
    with pytest.raises(ApprovalMissing, match="1 of 2 people"):
        await publish_snapshot(publisher, SPRING, house.clock(), "board")


@pytest.mark.parametrize("is_public", [False, True], ids=["not public", "published since"])
async def test_who_sent_with_a_key_of_their_own_and_changed_sides_does_not_count(
    registry: Running, is_public: bool
) -> None:
    house, publisher = registry.house, production(registry)
    await somebody(house, "sam", Role.SUBMITTER, organisation=UNIVERSITY)
    because, terms = Because("ada", house.clock(), "elected"), Terms(UNIVERSITY, account_id="sam")
    key = await house.doorkeeper.issue(terms, because, house.intake.random_bytes)
    told = await registry.http.post(
        "/sponsor/graphql",
        json={"query": WISH},
        headers={"Authorization": f"Bearer {key.token}"},
    )
    assert "Recorded" in told.text
    if is_public:
        await registry.publish(SPRING)
    await house.people.deprive("sam", Role.SUBMITTER, because)
    await house.people.grant("sam", Role.BOARD_MEMBER, because)
    digest = (await plan_snapshot(publisher, SPRING, house.clock())).digest
    for member in ("first", "sam"):
        await approve(house.database, digest, member, house.clock())
    with pytest.raises(ApprovalMissing, match="1 of 2 people"):
        await publish_snapshot(publisher, SPRING, house.clock(), "board")
    with pytest.raises(DataError, match="for a sponsor"):
        await check_unprepared(house.database, 2, "sam")
    await check_unprepared(house.database, 2, "first")
    await check_unprepared(house.database, 0, "sam")


@pytest.mark.parametrize("digest", ["", "abc", "Z" * 64, "A" * 64])
async def test_what_is_no_digest_cannot_be_approved(registry: Running, digest: str) -> None:
    with pytest.raises(DataError):
        await approve(registry.house.database, digest, "first", registry.house.clock())


async def test_two_publishers_at_once_make_one_snapshot_after_the_other(registry: Running) -> None:
    house = registry.house
    runs = (publish_snapshot(house.publisher, SPRING, house.clock(), "board") for _ in range(2))
    done = await asyncio.gather(*runs)
    first, second = sorted((frozen.snapshot for frozen in done), key=lambda s: s.number)
    assert (first.number, second.number) == (1, 2)
    assert second.groups == first.groups
    with pytest.raises(SnapshotError, match="is public already"):
        await publish_snapshot(house.publisher, MARCH, house.clock(), "board")


async def test_a_full_disk_leaves_the_old_snapshot_and_a_rerun_finishes(tmp_path: Path) -> None:
    async with running_registry(f"sqlite:///{tmp_path}/small.sqlite", BEGAN) as registry:
        database = registry.house.database
        programme = await register(registry.house, BEGAN)
        await send(registry.house, programme, MARCH, notices(pseudonyms(11)))
        await registry.publish(MARCH)
        pages = (await database.run(QueryString("PRAGMA page_count")))[0]["page_count"]
        await database.run(QueryString(f"PRAGMA max_page_count = {pages}"))
        with pytest.raises(StorageError):
            await registry.publish(SPRING)
        assert registry.house.shelf.number == 1
        await database.run(QueryString("PRAGMA max_page_count = 1000000"))
        await registry.publish(SPRING)
        assert registry.house.shelf.number == 2
