"""Who may open which page of the board workspace, and whose forms it takes.

On one kind of database: what sessions store is tested on both in `tests/access`.
"""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from desk import Desk, at_desk, form_at
from running import UNIVERSITY, Running, running_registry
from sending import everything

from registry.access.table import ROWS
from registry.model.access import OF_SPONSORS, Role
from registry.release.approval import approve

pytestmark = pytest.mark.anyio

SPRING = date(2027, 3, 31)
PLAN, RELEASE, DELAY = "/board/publication", "/board/publication/release", "/board/delay"
BECAUSE = "Two members of the board are ill."
REGISTRY = (Role.CURATOR, Role.BOARD_MEMBER, Role.AUDITOR, Role.ADMINISTRATOR)


@pytest.fixture
async def registry(tmp_path: Path) -> AsyncIterator[Running]:
    url = f"sqlite:///{tmp_path}/registry.sqlite"
    async with running_registry(url, SPRING, approvers=2) as running:
        yield running


async def member(registry: Running, id: str, role: Role = Role.BOARD_MEMBER) -> Desk:
    return await at_desk(registry, role, organisation=None, id=id)


def places() -> list[tuple[str, frozenset[Role]]]:
    named = [(place, row.roles) for row in ROWS for place in row.places]
    return [(place, roles) for place, roles in named if " /board" in place]


async def test_each_page_opens_for_exactly_the_roles_of_the_table(registry: Running) -> None:
    desks = {
        role: await member(registry, role.lower().replace("_", "-"), role) for role in REGISTRY
    }
    steward = await at_desk(registry)
    assert len(places()) > 8
    for place, roles in places():
        method, path = place.split(" ")
        path = path.replace("{digest:str}", "0" * 64)
        for role, desk in {**desks, Role.DATA_STEWARD: steward}.items():
            answer = await asked(desk, method, path)
            refused = answer.status_code == 403 and "not open to you" in answer.text
            assert refused != (role in roles), (place, role, answer.status_code)


async def asked(desk: Desk, method: str, path: str) -> Any:
    if method == "GET":
        return await desk.get(path)
    return await desk.browser.post(path, form=await desk.browser.form_token())


async def test_no_form_is_taken_from_another_site_or_session(registry: Running) -> None:
    first, second = await member(registry, "first"), await member(registry, "second")
    await second.send(PLAN)
    digest, at = form_at(await first.read(PLAN), PLAN)["digest"], registry.house.clock()
    await approve(registry.house.database, digest, "first", at)
    form = form_at(await first.read(PLAN), RELEASE)
    fields = {**form, "release": "2027-03-31", "reason": BECAUSE}
    before, others = await everything(registry.house.database), await second.browser.form_token()
    for path in (PLAN, RELEASE, DELAY):
        for headers, token in (
            ({"origin": "https://evil.example"}, fields["form"]),
            ({"sec-fetch-site": "cross-site"}, fields["form"]),
            ({}, ""),
            ({}, others),
        ):
            answer = await first.browser.post(path, headers, **fields | {"form": token})
            assert answer.status_code == 403, (path, headers, token)
    now = await everything(registry.house.database)
    told = set(now.pop("audit_event")) - set(before.pop("audit_event"))
    assert all("'plan read'" in event for event in told), "the refusal shows the plan"
    assert now == before
    assert registry.house.shelf.number == 0


@pytest.mark.parametrize("role", [Role.DATA_STEWARD, *REGISTRY])
async def test_no_form_of_any_workspace_is_taken_without_the_sessions_own_token(
    registry: Running, role: Role
) -> None:
    desk = await at_desk(registry, role, organisation=UNIVERSITY if role in OF_SPONSORS else None)
    other = await at_desk(registry, id="other")
    before, foreign = await everything(registry.house.database), await other.browser.form_token()
    paths = [path for path, roles in forms() if not roles or role in roles]
    assert len(paths) >= 3
    for path in paths:
        for token in ("", foreign):
            answer = await posted(desk, path, {"form": token})
            assert answer.status_code == 403, (path, token)
            assert "not open to you" not in answer.text, path
    after = await everything(registry.house.database)
    changed = {table for table in after if after[table] != before[table]}
    assert changed <= {"person_session", "audit_event"}, "that a curator read something is told"


def forms() -> list[tuple[str, frozenset[Role]]]:
    """Where people who are signed in send forms, and which roles may; none named is everybody."""
    posts = [(place[5:], row.roles) for row in ROWS for place in row.places if place[:5] == "POST "]
    found = [(path.replace("{digest:str}", "0" * 64), roles) for path, roles in posts]
    return [each for each in found if each[0].startswith(("/desk", "/board", "/account"))]


async def posted(desk: Desk, path: str, form: dict[str, str]) -> Any:
    """Send a form as its page does: one that may carry files in parts."""
    if path.startswith("/desk/send"):
        return await desk.browser.post_files(path, form)
    return await desk.browser.post(path, **form)
