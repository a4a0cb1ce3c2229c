"""A hold through HTTP: public, once, before its date, and ended by the calendar; both databases."""

from datetime import date
from typing import Any

import pytest
from previewing import foretold, shown, told
from running import OTHER_UNIVERSITY, UNIVERSITY, Running
from sending import PRODUCT, notices, programme, pseudonyms, record, send

from registry.client import RegistryClient
from registry.model.codes import HoldReason, ProgrammeEventKind
from registry.model.decision import PublicDecision
from registry.model.programme import Programme
from registry.model.registration import HoldDraft, Recorded, StatusDraft
from registry.model.submission import Accepted
from registry.snapshot import Snapshot
from registry.storage.directory import find_fact
from registry.storage.ledger import acts
from registry_graphql.contract import OPERATIONS

pytestmark = pytest.mark.anyio

BEGAN, MARCH, AUGUST = date(2027, 1, 11), date(2027, 3, 10), date(2027, 8, 20)
SPRING, AUTUMN = date(2027, 3, 31), date(2027, 9, 30)
NEXT_SPRING, NEXT_AUTUMN = date(2028, 3, 31), date(2028, 9, 30)
REQUEST = (OPERATIONS / "sponsor" / "request-hold.graphql").read_text()
WHAT_OPENS = (OPERATIONS / "researcher" / "what-opens-when.graphql").read_text()
LATE = {"planned_end": date(2040, 1, 1), "longest_wait_days": 30}


async def followed(registry: Running, **changes: Any) -> str:
    """A programme whose 22 first patients have been followed by the autumn of 2027."""
    product = await record(registry.house, PRODUCT, BEGAN)
    id = await record(registry.house, programme(product, **LATE | changes), BEGAN)
    for day, many in ((MARCH, pseudonyms(22)), (AUGUST, pseudonyms(11, 0xF01))):
        sent = await send(registry.house, id, day, notices(many, f"{day:%Y-%m}"))
        assert isinstance(sent, Accepted)
        if day == MARCH:
            await registry.publish(SPRING)
    registry.clock.today = AUGUST
    return id


async def ask(
    registry: Running, id: str, months: int = 6, sponsor: str = UNIVERSITY, **more: Any
) -> dict[str, Any]:
    """What the sponsor is answered."""
    wanted = {"programmeId": id, "reason": "DATA_BEING_CHECKED", "months": months}
    answer = await registry.send(REQUEST, sponsor, input=wanted, **more)
    told: dict[str, Any] = answer.json()["data"]["answer"]
    return told


def refused(answer: dict[str, Any]) -> list[tuple[str, str]]:
    """The rules that refuse it, with their places."""
    return [(finding["rule"], finding["path"]) for finding in answer["findings"]]


async def publish(registry: Running, on: date) -> Snapshot:
    await registry.publish(on)
    assert registry.house.shelf.current is not None
    return registry.house.shelf.current.snapshot


async def interim(registry: Running, on: date, id: str) -> PublicDecision:
    """The decision on interim efficacy that is public on a day."""
    snapshot = await publish(registry, on)
    (public,) = [p for p in snapshot.programmes if p.programme.id == id]
    (decision,) = [d for d in public.decisions if d.stage == "R3"]
    return decision


async def test_without_a_hold_interim_efficacy_opens_in_autumn(registry: Running) -> None:
    id = await followed(registry)
    opened = await interim(registry, AUTUMN, id)
    assert (opened.open, opened.hold, opened.gates_met_on) == (True, None, AUTUMN)


@pytest.mark.parametrize(
    ("months", "until"), [(1, AUTUMN), (2, NEXT_SPRING), (7, NEXT_SPRING), (12, NEXT_AUTUMN)]
)
async def test_a_hold_ends_on_the_release_date_after_its_months(
    registry: Running, months: int, until: date
) -> None:
    id = await followed(registry)
    assert (await ask(registry, id, months))["__typename"] == "Recorded"
    told = [await interim(registry, day, id) for day in (AUTUMN, NEXT_SPRING, NEXT_AUTUMN)]
    assert {decision.hold.until for decision in told if decision.hold} == {until}
    assert [d.open for d in told] == [d >= until for d in (AUTUMN, NEXT_SPRING, NEXT_AUTUMN)]
    assert {decision.gates_met_on for decision in told} == {AUTUMN}


async def test_everybody_reads_who_holds_what_back_why_and_until_when(registry: Running) -> None:
    id = await followed(registry)
    await ask(registry, id, 12)
    snapshot = await publish(registry, AUTUMN)
    assert [hold.programme_id for hold in snapshot.directory.holds] == [id]
    (edge,) = (await registry.ask(WHAT_OPENS))["programmes"]["edges"]
    (told,) = [d for d in edge["node"]["decisions"] if d["hold"]]
    assert told["stage"] == "R3"
    assert told["hold"] == {
        "reasonText": "its data are being checked against their sources",
        "askedOn": AUGUST.isoformat(),
        "until": NEXT_AUTUMN.isoformat(),
    }
    assert "2028-09-30: data being checked" in told["explanation"]


async def test_a_hold_moves_neither_safety_nor_the_day_of_final_results(registry: Running) -> None:
    id = await followed(registry)
    await ask(registry, id, 12)
    await publish(registry, AUTUMN)
    snapshot = await publish(registry, NEXT_SPRING)
    told = {d.stage: d for d in snapshot.programmes[0].decisions}
    assert (told["R2"].open, told["R3"].open) == (True, False)
    # the gates were met in autumn 2027: 24 months later, held or not
    assert told["R4"].latest_on == date(2029, 9, 30)


async def test_what_ends_while_it_is_held_opens_at_the_next_release(registry: Running) -> None:
    id = await followed(registry)
    await ask(registry, id, 12)
    assert not (await interim(registry, AUTUMN, id)).open
    ended = StatusDraft(id, ProgrammeEventKind.ENDED, AUTUMN)
    await record(registry.house, ended, AUTUMN)
    assert (await interim(registry, NEXT_SPRING, id)).open


async def test_a_hold_is_asked_for_once_per_lineage_whatever_the_programme(
    registry: Running,
) -> None:
    id = await followed(registry)
    first = await find_fact(registry.house.database, Programme, id)
    assert first is not None
    renamed = await record(registry.house, programme(first.product_id, title="Renamed"), AUGUST)
    assert (await ask(registry, id))["__typename"] == "Recorded"
    assert refused(await ask(registry, renamed)) == [("hold-once", "programmeId")]


async def test_a_hold_after_its_gate_date_is_refused_published_or_not(registry: Running) -> None:
    id = await followed(registry)
    registry.clock.today = AUTUMN
    assert refused(await ask(registry, id)) == [("hold-before-gate", "programmeId")]
    assert (await interim(registry, AUTUMN, id)).open
    registry.clock.today = date(2027, 10, 1)
    assert refused(await ask(registry, id)) == [("hold-before-gate", "programmeId")]


async def test_a_hold_touches_nobody_elses_programme(registry: Running) -> None:
    id = await followed(registry)
    answer = await ask(registry, id, sponsor=OTHER_UNIVERSITY)
    assert refused(answer) == [("programme-own", "programmeId")]


async def test_a_clock_that_went_back_dates_no_hold(registry: Running) -> None:
    id = await followed(registry)
    registry.clock.today = date(2027, 8, 19)
    assert ("clock-in-order", "") in refused(await ask(registry, id))


async def test_a_hold_is_stored_once_with_its_audit_event_and_not_in_a_dry_run(
    registry: Running,
) -> None:
    id = await followed(registry)
    before = len(await acts(registry.house.database))
    assert (await ask(registry, id, dryRun=True))["dryRun"] is True
    assert len(await acts(registry.house.database)) == before
    client = RegistryClient(registry.http, registry.keys[UNIVERSITY])
    draft = HoldDraft(id, HoldReason.UNDER_REVIEW_BY_AUTHORITY, 3)
    first, again = [await client.record(draft) for _ in range(2)]
    assert isinstance(first, Recorded)
    assert isinstance(again, Recorded)
    assert (first.id, first.repeated, again.repeated) == (f"{id}.hold", False, True)
    trail = await acts(registry.house.database)
    assert [act.action for act in trail[before:]] == ["HoldDraft accepted"]


async def test_a_preview_foretells_a_hold_as_it_is_then_published(registry: Running) -> None:
    id = await followed(registry)
    await ask(registry, id, 7)
    days = (AUTUMN, NEXT_SPRING, NEXT_AUTUMN)
    early = [foretold(await told(registry, id, day)) for day in days]
    assert "Held back by its sponsor" in early[0]["stages"][3][4]
    for day, said in zip(days, early, strict=True):
        assert shown(await publish(registry, day), id) == said
