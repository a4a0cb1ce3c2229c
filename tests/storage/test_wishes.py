"""The wish list through HTTP and the board's decision on it; on both databases."""

from collections.abc import AsyncIterator
from datetime import date
from hashlib import sha256
from typing import Any

import msgspec
import pytest
from msgspec import structs
from people import board
from running import OTHER_UNIVERSITY, Running, running_registry
from sending import everything, infused, pseudonyms, register, send

from registry.errors import DataError
from registry.model.codes import AgeBand, Sex
from registry.model.submission import Accepted, EpisodeNotice
from registry.model.wishes import KeyDecision, KeyStatus, SplitKey
from registry.release.wishes import Decided, Outlook, Verdict, decide, outlook
from registry.snapshot import Snapshot, thaw
from registry.storage.ledger import acts
from registry_graphql.contract import OPERATIONS

pytestmark = pytest.mark.anyio

BEGAN, MARCH, SUMMER = date(2027, 1, 11), date(2027, 3, 10), date(2027, 6, 1)
SPRING, AUTUMN, NEXT_SPRING = date(2027, 3, 31), date(2027, 9, 30), date(2028, 3, 31)
REQUEST = (OPERATIONS / "sponsor" / "request-key.graphql").read_text()
WISH_LIST = (OPERATIONS / "researcher" / "wish-list.graphql").read_text()
MINORS = pseudonyms(22, 0xA00)
NEAREST = (OPERATIONS / "researcher" / "nearest-question.graphql").read_text()
FOR = "To tell adolescents from children."
BECAUSE = "Enough queues could be split, and readers ask for it."


@pytest.fixture
async def registry(database_url: str) -> AsyncIterator[Running]:
    async with running_registry(database_url, BEGAN) as running:
        await board(running.house, "first", "second")
        yield running


async def ask(
    registry: Running, key: str = "AGE_BAND", purpose: str = FOR, **more: Any
) -> dict[str, Any]:
    """What whoever has an account is answered."""
    sent = await registry.send(REQUEST, input={"key": key, "purpose": purpose}, **more)
    told: dict[str, Any] = sent.json()["data"]["answer"]
    return told


def refused(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(finding["rule"], finding["path"]) for finding in answer["findings"]]


async def listed(registry: Running) -> list[dict[str, Any]]:
    found = (await registry.ask(WISH_LIST))["keyRequests"]["edges"]
    return [edge["node"] for edge in found]


async def say(
    registry: Running, id: str, actor: str, *, adopted: bool = True, reason: str = BECAUSE
) -> Decided:
    """What a member of the board says, where two must say the same."""
    board = structs.replace(registry.house.publisher.board, approvers=2)
    return await decide(board, Verdict(id, adopted, reason), registry.house.clock(), actor)


async def adopt(registry: Running, key: str = "AGE_BAND") -> Decided:
    id = (await ask(registry, key))["id"]
    await say(registry, id, "first")
    return await say(registry, id, "second")


async def minors(registry: Running, programme: str, on: date, bands: str, start: int) -> None:
    """Notices of children (c) and adolescents (a), in this order."""
    patients = zip(pseudonyms(len(bands), start), bands, strict=True)
    ages = {"c": AgeBand.CHILD, "a": AgeBand.ADOLESCENT}
    told = [
        EpisodeNotice(id, f"{on:%Y-%m}", age_band=ages[band], sex=Sex.FEMALE)
        for id, band in patients
    ]
    assert isinstance(await send(registry.house, programme, on, told), Accepted)


async def publish(registry: Running, on: date) -> Snapshot:
    await registry.publish(on)
    assert registry.house.shelf.current is not None
    return registry.house.shelf.current.snapshot


async def see(registry: Running, key: SplitKey = SplitKey.AGE_BAND) -> Outlook:
    house, publisher = registry.house, registry.house.publisher
    return await outlook(house.database, publisher.policy, key, house.clock())


async def test_any_account_puts_a_key_on_the_list_that_everybody_reads(registry: Running) -> None:
    answer = await ask(registry, sponsor=OTHER_UNIVERSITY)
    assert (answer["__typename"], answer["receipt"] is None) == ("Recorded", False)
    assert (await acts(registry.house.database))[-1].action == "KeyRequestDraft accepted"
    await publish(registry, BEGAN)
    (wish,) = await listed(registry)
    assert (wish["id"], wish["key"], wish["purpose"]) == (answer["id"], "AGE_BAND", FOR)
    assert (wish["status"], wish["reason"], wish["appliesFrom"]) == ("REQUESTED", None, None)
    assert wish["askedBy"] == "University of Ostra (fictional)"


async def test_nobody_asks_without_an_account_and_the_public_surface_cannot_write(
    registry: Running,
) -> None:
    before = await everything(registry.house.database)
    body = {"query": REQUEST, "variables": {"input": {"key": "SEX", "purpose": FOR}}}
    refused = await registry.http.post("/sponsor/graphql", json=body)
    public = await registry.http.post("/graphql", json=body)
    assert (refused.status_code, public.status_code // 100) == (401, 4)
    assert "data" not in public.json()
    assert await everything(registry.house.database) == before


async def test_the_same_wish_is_stored_once_and_a_dry_run_not_at_all(registry: Running) -> None:
    assert (await ask(registry, dryRun=True))["receipt"] is None
    first = await ask(registry, idempotencyKey="k")
    again = await ask(registry, idempotencyKey="k")
    assert (again["id"], again["repeated"]) == (first["id"], True)
    assert refused(await ask(registry, sponsor=OTHER_UNIVERSITY)) == [("key-asked-once", "key")]
    assert (await ask(registry, "SEX"))["__typename"] == "Recorded"


PURPOSES = [
    ("   ", "text-stated"),
    ("x" * 2001, "text-stated"),
    ("To find Anna born on 3 May 2011.", "purpose-without-numbers"),
    ("We have treated 3 boys.", "purpose-without-numbers"),
    ("Write to anna@hospital.example.", "text-without-identifiers"),
]


async def test_a_purpose_that_must_not_be_public_is_refused_and_not_stored(
    registry: Running,
) -> None:
    await ask(registry, purpose="")  # a key remembers the day it was last used
    before = await everything(registry.house.database)
    for purpose, rule in PURPOSES:
        answer = await ask(registry, purpose=purpose)
        assert (rule, "purpose") in refused(answer)
        assert purpose not in str(answer)
    assert await everything(registry.house.database) == before


async def test_two_different_people_decide_alike(registry: Running) -> None:
    id = (await ask(registry))["id"]
    for person in ("first", "first"):
        assert (await say(registry, id, person)).request.status is KeyStatus.REQUESTED
    other = await say(registry, id, "second", reason="For another reason.")
    assert (other.request.status, other.people) == (KeyStatus.REQUESTED, 1)
    done = await say(registry, id, "second")
    assert (done.request.status, done.people) == (KeyStatus.ADOPTED, 2)
    with pytest.raises(DataError, match="waits for a decision"):
        await say(registry, id, "first", adopted=False)
    actions = [act.action for act in await acts(registry.house.database)]
    assert actions[-1] == "wish decided"
    assert actions.count("wish decision agreed") == 3


async def test_a_declined_key_is_public_with_its_reason_and_can_be_asked_for_again(
    registry: Running,
) -> None:
    id = (await ask(registry))["id"]
    for person in ("first", "second"):
        await say(registry, id, person, adopted=False, reason="Hardly a queue could be split.")
    await publish(registry, BEGAN)
    (wish,) = await listed(registry)
    assert (wish["status"], wish["appliesFrom"]) == ("DECLINED", None)
    assert (wish["reason"], wish["decidedOn"]) == ("Hardly a queue could be split.", "2027-01-11")
    assert (await ask(registry, purpose="To try again."))["__typename"] == "Recorded"


async def test_a_reason_that_must_not_be_public_decides_nothing(registry: Running) -> None:
    id = (await ask(registry))["id"]
    before = await everything(registry.house.database)
    for reason in ("", "Only 3 queues.", "Ask anna@hospital.example.", "x" * 2001):
        with pytest.raises(DataError, match="Everybody reads it"):
            await say(registry, id, "first", reason=reason)
    assert await everything(registry.house.database) == before


@pytest.mark.parametrize(
    ("adolescents", "bands"),
    [(10, ["SEVERAL"]), (11, ["0-11", "12-17"]), (12, ["0-11", "12-17"])],
)
async def test_an_adopted_key_splits_later_groups_where_every_part_has_11(
    registry: Running, adolescents: int, bands: list[str]
) -> None:
    """What was sealed before the decision, and on the day of it, stays as it is."""
    programme = await register(registry.house, BEGAN)
    await minors(registry, programme, MARCH, "c" * 11 + "a" * 11, 0xA00)
    registry.clock.today = SPRING
    decision = (await adopt(registry)).request.decision
    assert decision == KeyDecision(True, BECAUSE, SPRING, AUTUMN)
    before = await publish(registry, SPRING)
    await minors(registry, programme, SUMMER, "c" * 11 + "a" * adolescents, 0xB00)
    after = await publish(registry, AUTUMN)
    (old,) = [group for group in after.groups if group.id == before.groups[0].id]
    assert (old.age_class, old.finer, old.accepted) == ("0-17", None, 22)
    await minors(registry, programme, date(2028, 2, 1), "c" * 11, 0xC00)
    later = await publish(registry, NEXT_SPRING)
    opened = [group for group in later.groups if group.opened_on == NEXT_SPRING]
    assert [group.finer for group in opened] == [{"AGE_BAND": band} for band in bands]
    assert sum(group.accepted or 0 for group in opened) == 11 + adolescents
    assert later.key_requests == after.key_requests
    found = await registry.ask(NEAREST, question={"ageFrom": 12, "ageTo": 17})
    (exact, *_) = found["ask"]["nearest"]
    told = [(kind["groups"], kind["accepted"]) for kind in exact["takenIn"]]
    assert (exact["relation"], told) == ("EXACT", [(1, adolescents)] if len(bands) > 1 else [])
    assert found["ask"]["obstacles"][0]["request"]["status"] == "ADOPTED"


@pytest.mark.parametrize(
    ("adolescents", "seen"), [(10, (1, 0, 0)), (11, (1, 1, 2)), (12, (1, 1, 2))]
)
async def test_the_board_sees_how_many_groups_a_key_would_split_and_changes_nothing(
    registry: Running, adolescents: int, seen: tuple[int, int, int]
) -> None:
    programme = await register(registry.house, BEGAN)
    await minors(registry, programme, MARCH, "c" * 11 + "a" * adolescents, 0xA00)
    registry.clock.today = MARCH
    before = await everything(registry.house.database)
    told = await see(registry)
    assert (told.groups, told.split, told.parts) == seen
    assert told.on == SPRING
    assert (await see(registry, SplitKey.SEX)).split == 0
    assert await everything(registry.house.database) == before


async def test_what_the_board_sees_is_the_same_whatever_became_of_the_patients(
    registry: Running,
) -> None:
    programme = await register(registry.house, BEGAN)
    await minors(registry, programme, MARCH, "c" * 11 + "a" * 11, 0xA00)
    registry.clock.today = SUMMER
    before = await see(registry)
    told = [infused(patient, "CMR" if n < 4 else "PD") for n, patient in enumerate(MINORS)]
    registry.clock.today = date(2027, 9, 1)
    sent = await send(registry.house, programme, registry.clock.today, outcomes=told)
    assert isinstance(sent, Accepted)
    assert await see(registry) == before


async def test_a_snapshot_from_before_the_wish_list_still_reads(registry: Running) -> None:
    now = await publish(registry, BEGAN)
    old = msgspec.to_builtins(now)
    del old["key_requests"]
    body = msgspec.json.encode(old, order="sorted")
    assert thaw(body, sha256(body).hexdigest()).snapshot == now
