"""J7 through HTTP: the board reads a plan, two people approve it, and only then it is public."""

import re
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from desk import Desk, at_desk, form_at
from msgspec import structs
from people import person
from running import Running, running_registry
from sending import everything, notices, pseudonyms, register, send

from registry.access.because import Because
from registry.errors import ApprovalMissing, DutyError
from registry.model.access import Role
from registry.release.approval import approve
from registry.release.publish import publish_snapshot
from registry.storage.ledger import Act, acts, record_act

pytestmark = pytest.mark.anyio

BEGAN, MARCH, SPRING = date(2027, 1, 11), date(2027, 3, 10), date(2027, 3, 31)
PLAN, RELEASE, DELAY = "/board/publication", "/board/publication/release", "/board/delay"
DONE = "/board?published=yes"
BECAUSE = "Two members of the board are ill."
REGISTRY = (Role.CURATOR, Role.BOARD_MEMBER, Role.AUDITOR, Role.ADMINISTRATOR)


@pytest.fixture
async def registry(database_url: str) -> AsyncIterator[Running]:
    """In production, on a release date, with a programme of 11 patients to be sealed."""
    async with running_registry(database_url, BEGAN, approvers=2) as running:
        programme = await register(running.house, BEGAN)
        await send(running.house, programme, MARCH, notices(pseudonyms(11)))
        running.clock.today = SPRING
        yield running


async def member(registry: Running, id: str, role: Role = Role.BOARD_MEMBER) -> Desk:
    """Somebody of the registry who is signed in."""
    return await at_desk(registry, role, organisation=None, id=id)


async def actions(registry: Running) -> list[str]:
    return [act.action for act in await acts(registry.house.database)]


async def test_one_approver_cannot_release_and_two_can(registry: Running) -> None:
    first, second = await member(registry, "first"), await member(registry, "second")
    plan = await first.read(PLAN)
    assert "Approve this plan" in plan
    assert "Publish it now" not in plan
    assert (await first.send(PLAN)).status_code == 303
    mine = await first.read(PLAN)
    assert "1 of 2: first" in mine
    assert "Approve this plan" not in mine
    assert "Publish it now" not in mine
    alone = form_at(await second.read(PLAN), PLAN)
    told = await first.browser.post(RELEASE, **alone | {"form": await first.browser.form_token()})
    assert (told.status_code, "Not enough people" in told.text) == (422, True)
    assert registry.house.shelf.number == 0
    await second.send(PLAN)
    assert (await second.send(RELEASE, at=PLAN)).headers["location"] == DONE
    assert registry.house.shelf.number == 1
    assert (await actions(registry))[-1] == "snapshot published"


async def test_the_board_reads_what_everybody_reads_and_what_everybody_will(
    registry: Running,
) -> None:
    first, house = await member(registry, "first"), registry.house
    house.publisher = structs.replace(house.publisher, approvers=0)
    await registry.publish(SPRING)
    assert "Snapshot 1 of 31 March 2027 is what everybody reads now." in await first.read(DONE)
    elsewhere = await publish_snapshot(house.publisher, SPRING, registry.clock(), "board")
    told = await first.read(DONE)
    assert "Snapshot 2 is published. Everybody reads it within half a minute." in told
    assert "what everybody reads now" not in told
    house.shelf.put(elsewhere)
    assert "Snapshot 2 of 31 March 2027 is what everybody reads now." in await first.read(DONE)


async def test_the_board_reads_by_which_rules_it_decides_nothing_about_a_hold(
    registry: Running,
) -> None:
    rules = (Path(__file__).parents[2] / "docs" / "rules.md").read_text()
    told = {}
    for role in (Role.BOARD_MEMBER, Role.AUDITOR):
        desk = await member(registry, role.lower().replace("_", "."), role)
        told[role] = (await desk.read("/board")).partition('id="holds"')[2]
        assert "the board decides nothing about it" in told[role]
        named = re.findall(r"<code>([a-z-]+)</code>", told[role].partition("</p>")[0])
        assert named == ["hold-once", "hold-short", "hold-before-gate", "not-held"]
        assert [rule for rule in named if f"| `{rule}` |" not in rules] == []
        assert "put off a release as a whole" in told[role]
        assert "<form" not in told[role]
    assert [f'href="{DELAY}"' in told[role] for role in told] == [True, False]


async def test_the_same_person_approving_twice_is_one_person(registry: Running) -> None:
    first = await member(registry, "first")
    form = form_at(await first.read(PLAN), PLAN)
    for _ in range(2):
        await first.browser.post(PLAN, **form)
    assert (await actions(registry)).count("publication approved") == 1
    assert "1 of 2" in await first.read(PLAN)


async def test_a_changed_plan_voids_the_approvals(registry: Running) -> None:
    first, second = await member(registry, "first"), await member(registry, "second")
    await first.send(PLAN)
    read = form_at(await second.read(PLAN), PLAN)
    await register(registry.house, SPRING, title="Another study")
    stale = await second.browser.post(PLAN, **read)
    assert (stale.status_code, "has changed since you read it" in stale.text) == (422, True)
    assert (await actions(registry)).count("publication approved") == 1
    anew = await second.read(PLAN)
    assert "0 of 2" in anew
    assert "Somebody approved another plan" in anew
    await second.send(PLAN)
    assert "Publish it now" not in await second.read(PLAN)


async def test_an_approval_of_another_day_is_of_another_plan(registry: Running) -> None:
    first, second = await member(registry, "first"), await member(registry, "second")
    await first.send(PLAN)
    registry.clock.today = date(2027, 4, 1)
    for desk in (first, second):
        await desk.sign_in()
    assert "of 31 March 2027" in await second.read(PLAN), "the day that was approved comes first"
    assert "0 of 2" in await second.read(f"{PLAN}?day=2027-04-01")
    await second.send(PLAN)
    assert (await second.send(RELEASE, at=PLAN)).status_code == 303
    assert registry.house.shelf.number == 1


async def test_no_plan_is_made_for_a_day_that_is_none_or_has_not_come(registry: Running) -> None:
    first = await member(registry, "first")
    for day in ("2027-04-01", "2026-02-28", "2026-02-30", "tomorrow", "2027-3-31", "<b>"):
        told = await first.get(f"{PLAN}?day={day}")
        assert (told.status_code, "There is a problem" in told.text) == (422, True), day
        assert "<b>" not in told.text


async def test_no_plan_is_made_for_a_day_before_the_latest_snapshot(registry: Running) -> None:
    first, second = await member(registry, "first"), await member(registry, "second")
    for desk in (first, second):
        await desk.send(PLAN)
    await second.send(RELEASE, at=PLAN)
    told = await first.get(f"{PLAN}?day=2027-03-30")
    assert (told.status_code, "is public already" in told.text) == (422, True)


async def test_the_plan_says_what_happens_group_by_group_and_no_outcome(
    registry: Running,
) -> None:
    first = await member(registry, "first")
    plan = await first.read(PLAN)
    for words in ("Sealed, at least 11 patients", ".g001", "Disclosure check", "Passes"):
        assert words in plan
    assert "Fails" not in plan


async def test_reading_a_plan_changes_nothing_but_that_it_was_read(registry: Running) -> None:
    first, house = await member(registry, "first"), registry.house
    await first.read(PLAN)
    before = await everything(house.database)
    await first.read(PLAN)
    await first.read("/board")
    now = await everything(house.database)
    assert len(now.pop("audit_event")) == len(before.pop("audit_event")) + 1
    assert now == before


@pytest.mark.parametrize("page", [PLAN, RELEASE])
async def test_who_reads_an_unpublished_plan_is_told_before_the_answer(
    registry: Running, page: str
) -> None:
    first = await member(registry, "first")
    assert "Digest of its bytes" in await first.read(page)
    last = (await acts(registry.house.database))[-1]
    assert (last.actor, last.action) == ("first", "plan read")
    assert last.subject == f"snapshot of {SPRING}"
    await registry.house.database.run_ddl("ALTER TABLE audit_event RENAME TO elsewhere")
    assert "Digest of its bytes" not in (await first.get(page)).text


async def test_a_crash_between_approval_and_publication_leaves_all_as_it_was(
    registry: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = await member(registry, "first"), await member(registry, "second")
    for desk in (first, second):
        await desk.send(PLAN)
    form = form_at(await second.read(PLAN), RELEASE) | {"form": await second.browser.form_token()}
    before = await everything(registry.house.database)
    with monkeypatch.context() as broken:
        broken.setattr("registry.release.publish.record_act", crash)
        answer = await second.browser.post(RELEASE, **form)
    assert answer.status_code == 500
    assert await everything(registry.house.database) == before
    assert registry.house.shelf.number == 0
    assert "2 of 2" in await first.read(PLAN)
    await first.send(RELEASE, at=PLAN)
    assert registry.house.shelf.number == 1


async def crash(*_: Any) -> None:
    raise OSError("the machine stops")


async def test_who_left_the_board_does_not_count(registry: Running) -> None:
    first, second = await member(registry, "first"), await member(registry, "second")
    for desk in (first, second):
        await desk.send(PLAN)
    house = registry.house
    await house.people.suspend("second", Because("ada", house.clock(), "left"))
    assert "1 of 2: first" in await first.read(PLAN)
    assert (await second.get(PLAN)).headers["location"].startswith("/sign-in")


async def test_who_changed_sides_does_not_approve_what_they_submitted(registry: Running) -> None:
    house = registry.house
    first, second = await member(registry, "first"), await member(registry, "second")
    entered = Act(house.clock(), "second", "ProgrammeDraft accepted", "x", "")
    async with house.database.transaction():
        await record_act(house.database, entered)
    form = form_at(await first.read(PLAN), PLAN)
    await first.send(PLAN)
    assert "Other members of the board must approve this plan" in await second.read(PLAN)
    token = await second.browser.form_token()
    refused = await second.browser.post(PLAN, **form | {"form": token})
    assert (refused.status_code, "must approve this plan" in refused.text) == (422, True)
    await approve(house.database, form["digest"], "second", house.clock())
    with pytest.raises(ApprovalMissing, match="1 of 2"):
        await house.publish(SPRING, "first")


async def test_nobody_both_submits_and_approves(registry: Running) -> None:
    house = registry.house
    await person(house, "bea", Role.BOARD_MEMBER)
    with pytest.raises(DutyError):
        await house.people.grant("bea", Role.SUBMITTER, Because("ada", house.clock()))


async def test_a_delay_needs_a_public_reason_and_somebody_else(registry: Running) -> None:
    first, second = await member(registry, "first"), await member(registry, "second")
    for reason in ("", "Only 3 came.", "Ask anna@hospital.example."):
        told = await first.send(DELAY, release="2027-03-31", reason=reason)
        assert (told.status_code, 'href="#reason"' in told.text) == (422, True), reason
        assert "anna@hospital" not in told.text
    assert (await first.send(DELAY, reason=BECAUSE)).status_code == 422, "no release was chosen"
    assert "delay agreed" not in await actions(registry)
    assert (await first.send(DELAY, release="2027-03-31", reason=BECAUSE)).status_code == 303
    assert "delay decided" not in await actions(registry)
    board = await second.read("/board")
    assert BECAUSE in board
    proposal = board.partition('href="/board/proposals/')[2].partition('"')[0]
    assert "You agreed" in await first.read(f"/board/proposals/{proposal}")
    assert (await second.send(f"/board/proposals/{proposal}")).status_code == 303
    assert (await actions(registry))[-1] == "delay decided"
    over = await second.get(f"/board/proposals/{proposal}")
    assert (over.status_code, "does not wait any more" in over.text) == (422, True)


async def test_outside_of_production_no_approval_is_asked_for(database_url: str) -> None:
    async with running_registry(database_url, SPRING) as running:
        first = await member(running, "first")
        assert "No approval is needed" in await first.read(PLAN)
        assert (await first.send(RELEASE, at=PLAN)).status_code == 303
        assert running.house.shelf.number == 1
