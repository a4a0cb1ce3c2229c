"""A sponsor's preview by GraphQL, by the client, and in the words of the command line."""

from datetime import date
from typing import Any

import pytest
from msgspec import structs
from running import OTHER_UNIVERSITY, UNIVERSITY, Running
from sending import notices, pseudonyms, register, send

from registry.cli.preview import sentences
from registry.client import RegistryClient
from registry.model.submission import Accepted
from registry.release.preview import preview
from registry_graphql.contract import OPERATIONS

pytestmark = pytest.mark.anyio

BEGAN, MARCH, SPRING = date(2027, 1, 11), date(2027, 3, 10), date(2027, 3, 31)
LATER = date(2028, 12, 1)
OPERATION = (OPERATIONS / "sponsor" / "release-preview.graphql").read_text()


@pytest.fixture
async def programme(registry: Running) -> str:
    """Twelve patients in a forming group, one of whom came too late for it."""
    programme = await register(registry.house, BEGAN)
    sent = await send(registry.house, programme, MARCH, notices(pseudonyms(12)))
    assert isinstance(sent, Accepted)
    await registry.publish(SPRING)
    late = await send(registry.house, programme, SPRING, notices(pseudonyms(1, 0xF1)))
    assert isinstance(late, Accepted)
    return programme


async def ask(registry: Running, programme: str, sponsor: str = UNIVERSITY, **more: Any) -> Any:
    answer = await registry.send(OPERATION, sponsor, programmeId=programme, **more)
    return answer.json()["data"]["answer"]


async def test_without_a_day_it_shows_today(registry: Running, programme: str) -> None:
    shown = await ask(registry, programme)
    assert (shown["asOf"], shown["releasedOn"], shown["nextRelease"]) == (
        "2027-03-31",
        "2027-03-31",
        "2027-09-30",
    )
    assert [stage["stage"] for stage in shown["stages"] if stage["open"]] == ["R0"]
    (group,) = shown["groups"]
    assert (group["open"], group["accepted"], group["opensOn"]) == (False, 12, "2028-09-30")
    assert (shown["waiting"], shown["shared"]) == (1, False)


async def test_a_later_day_shows_what_opens_and_why(registry: Running, programme: str) -> None:
    shown = await ask(registry, programme, asOf=LATER.isoformat())
    opened = {s["stage"]: (s["openedOn"], s["reason"]) for s in shown["stages"] if s["open"]}
    assert opened["R1"] == ("2028-09-30", "Open since 2028-09-30.")
    (group,) = shown["groups"]
    assert (group["open"], group["funnelOpen"]) == (True, True)
    assert [e["open"] for e in group["endpoints"]] == [False]
    closed = next(stage for stage in shown["stages"] if stage["stage"] == "R4")
    assert closed["reason"].endswith(f"At the latest on {closed['opensOn']}.")


async def test_another_sponsor_cannot_tell_the_programme_from_one_that_is_not_there(
    registry: Running, programme: str
) -> None:
    assert await ask(registry, programme, OTHER_UNIVERSITY) is None
    assert await ask(registry, "nowhere", OTHER_UNIVERSITY) is None


async def test_the_client_has_the_same_preview_as_a_struct(
    registry: Running, programme: str
) -> None:
    client = RegistryClient(registry.http, registry.keys[UNIVERSITY])
    there = await preview(registry.house.previewer, UNIVERSITY, programme, LATER, SPRING)
    assert await client.release_preview(programme, LATER) == there
    assert await client.release_preview("nowhere") is None


async def test_the_command_says_it_in_words(registry: Running, programme: str) -> None:
    client = RegistryClient(registry.http, registry.keys[UNIVERSITY])
    now, later = [await client.release_preview(programme, day) for day in (None, LATER)]
    assert now is not None
    assert later is not None
    assert f"group {programme}.g001: 12 patients, opens by 2028-09-30." in sentences(now)
    said = "\n".join(sentences(later))
    assert "R1 activity: Open since 2028-09-30." in said
    assert "open since 2028-09-30; infused and not infused public, endpoint response by" in said
    assert "1 of your accepted patients are in no group yet." in said
    shared = structs.replace(now, shared=True, groups=None, waiting=None)
    assert [*sentences(shared)][-1].startswith("Another sponsor has a programme")
