"""Whoever opens a page that not everybody may open stands in the trail, or the model says why not.

Every GET of the table is asked once. A new page leaves an event, or is entered in the threat model.
"""

import re
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from desk import Desk, at_desk
from running import UNIVERSITY, Running, running_registry
from sending import notices, pseudonyms, register, send

from registry.access.table import ROWS, Ownership, Row, speaks_for
from registry.model.access import OF_SPONSORS, Role
from registry.model.submission import Accepted
from registry.storage.ledger import acts

pytestmark = pytest.mark.anyio
SPRING = date(2027, 3, 31)
MODEL = (Path(__file__).parents[2] / "docs" / "threat-model.md").read_text()
SECTION = MODEL.partition("## Reads without an audit event")[2].partition("\n## ")[0]
UNTOLD = re.findall(r"`(GET /\S+)`", SECTION)
PLACES = [
    (place, row)
    for row in ROWS
    if row.ownership in (Ownership.OWN, Ownership.REGISTRY)
    for place in row.places
    if place.startswith("GET /")
]


@pytest.fixture
async def registry(tmp_path: Path) -> AsyncIterator[Running]:
    """In production."""
    url = f"sqlite:///{tmp_path}/registry.sqlite"
    async with running_registry(url, SPRING, approvers=2) as running:
        yield running


class Readers:
    """Somebody of each role, at pages about something that was sent."""

    def __init__(self, registry: Running, programme: str, digest: str) -> None:
        self.registry = registry
        self.keys = {"id": programme, "digest": digest, "name": "template.xlsx"}
        self.desks: dict[Role, Desk] = {}

    async def desk_of(self, row: Row) -> Desk:
        """Somebody who may do what a row says."""
        role = min(row.roles)
        if role not in self.desks:
            id, whose = role.lower().replace("_", "."), UNIVERSITY if role in OF_SPONSORS else None
            self.desks[role] = await at_desk(self.registry, role, organisation=whose, id=id)
        return self.desks[role]

    async def leaves_an_event(self, place: str, row: Row) -> bool:
        """Whether opening the page is an act."""
        desk = await self.desk_of(row)
        path = re.sub(r"{(\w+):str}", lambda key: self.keys[key[1]], place.removeprefix("GET "))
        before = await acts(self.registry.house.database)
        assert (await desk.get(path)).status_code in (200, 422), place
        return len(await acts(self.registry.house.database)) > len(before)


async def test_a_page_that_not_everybody_may_open_leaves_an_event_or_says_why_not(
    registry: Running,
) -> None:
    programme = await register(registry.house, SPRING)
    sent = await send(registry.house, programme, SPRING, notices(pseudonyms(3)))
    assert isinstance(sent, Accepted)
    readers = Readers(registry, programme, sent.digest)
    told = {place: await readers.leaves_an_event(place, row) for place, row in PLACES}
    excused = {place for place in told if any(speaks_for(each, place) for each in UNTOLD)}
    assert sum(told.values()) >= 11
    assert {place for place, is_told in told.items() if not is_told} == excused
    assert [each for each in UNTOLD if not any(speaks_for(each, place) for place in told)] == []
