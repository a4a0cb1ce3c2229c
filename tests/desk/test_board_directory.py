"""Curators confirm permits, enter organisations and hospitals, and join products, on pages."""

from datetime import date

import httpx
import pytest
from desk import Desk, at_desk, form_at
from msgspec import structs
from running import AUTHORITY, FICTIONAL, HOSPITAL, UNIVERSITY, Running
from sending import PRODUCT, programme, record

from registry.model.access import Role
from registry.model.codes import ApprovalEventKind, Scenario
from registry.model.parties import Centre, Organisation
from registry.model.product import Approval, ApprovalEvent, Confirmer
from registry.model.programme import Programme
from registry.model.registration import ApprovalDraft
from registry.model.source import Source
from registry.model.wishes import KeyRequest, SplitKey
from registry.storage.directory import find_fact, read_facts
from registry.storage.ledger import Act, acts

pytestmark = pytest.mark.anyio
BEGAN = date(2027, 1, 11)
PERMITS, ORGANISATIONS = "/board/permits", "/board/organisations"
HOSPITALS, LINEAGES, WISH = "/board/hospitals", "/board/lineages", "/board/wish"
NOTE = "Asked by telephone and by letter."
WORD = {"by": "AUTHORITY", "on": "2027-01-10", "source": "Letter 17 of 10 January", "note": NOTE}
PADUA = {
    "id": "university-of-padua",
    "name": "University of Padua",
    "country": "IT",
    "source": "https://unipd.example",
    "note": NOTE,
}
WARD = {
    "id": "ostra-north",
    "name": "Ostra North (fictional)",
    "organisationId": UNIVERSITY,
    "city": "Ostra",
    "country": "DE",
    "latitude": "51.05",
    "longitude": "-1.5",
    "source": "https://ostra.example",
    "note": NOTE,
}


async def curator(registry: Running) -> Desk:
    return await at_desk(registry, Role.CURATOR, organisation=None, id="cora")


async def approved(registry: Running) -> str:
    """The id of an approval that nobody confirmed."""
    product = await record(registry.house, PRODUCT, BEGAN)
    granted = ApprovalEvent(ApprovalEventKind.GRANTED, "2026-02")
    draft = ApprovalDraft(
        product, AUTHORITY, "lbcl", "HE-1", Scenario.NO_PROSPECT_OF_MARKETING, (granted,), BEGAN
    )
    return await record(registry.house, draft, BEGAN)


async def last_act(registry: Running) -> Act:
    return (await acts(registry.house.database))[-1]


def fields_at_fault(answer: httpx.Response) -> set[str]:
    """The fields that the summary names."""
    assert answer.status_code == 422, answer.text
    listed = answer.text.split('<li><a href="#')[1:]
    return {line.split('"')[0] for line in listed}


async def test_a_permit_is_confirmed_with_its_source_and_the_reason_in_the_trail(
    registry: Running,
) -> None:
    id = await approved(registry)
    desk = await curator(registry)
    assert "To be confirmed" in await desk.read(PERMITS)
    done = await desk.send(PERMITS, approval=id, **WORD)
    assert done.headers["location"] == f"{PERMITS}?confirmed=yes"
    found = await find_fact(registry.house.database, Approval, id)
    assert found is not None
    assert (found.confirmed_on, found.confirmed_by) == (date(2027, 1, 10), Confirmer.AUTHORITY)
    assert found.source == Source(WORD["source"], verified=True)
    act = await last_act(registry)
    assert (act.actor, act.action, act.subject) == ("cora", "directory entered", "confirmation")
    assert act.reason == NOTE
    page = await desk.read(PERMITS)
    assert ("To be confirmed" in page, "10 January 2027" in page) == (False, True)


async def test_a_confirmation_needs_a_permit_a_day_that_has_come_a_source_and_a_reason(
    on_sqlite: Running,
) -> None:
    id = await approved(on_sqlite)
    desk = await curator(on_sqlite)
    empty = dict.fromkeys(WORD, "")
    wrong = await desk.send(PERMITS, approval="", **empty)
    assert fields_at_fault(wrong) == {"approval", "by", "on", "source", "note"}
    for typed, field in (
        ({"on": "2027-01-12"}, "on"),
        ({"on": "soon"}, "on"),
        ({"source": "Erika, born on 3 February 1981"}, "source"),
        ({"approval": "nothing"}, "approval"),
    ):
        answer = await desk.send(PERMITS, **{"approval": id} | WORD | typed)
        assert fields_at_fault(answer) == {field}
        assert "Erika" not in answer.text
    found = await find_fact(on_sqlite.house.database, Approval, id)
    assert found is not None
    assert found.confirmed_on is None


async def test_an_organisation_and_its_hospital_are_entered_and_can_be_named_at_once(
    registry: Running,
) -> None:
    desk = await curator(registry)
    done = await desk.send(ORGANISATIONS, **PADUA)
    assert done.headers["location"] == f"{ORGANISATIONS}?entered=yes"
    found = await find_fact(registry.house.database, Organisation, PADUA["id"])
    source = Source(PADUA["source"], verified=True)
    assert found == Organisation(PADUA["id"], PADUA["name"], "IT", source=source)
    assert ((await last_act(registry)).actor, (await last_act(registry)).reason) == ("cora", NOTE)
    done = await desk.send(HOSPITALS, **WARD)
    assert done.headers["location"] == f"{HOSPITALS}?entered=yes"
    centre = await find_fact(registry.house.database, Centre, WARD["id"])
    assert centre is not None
    assert (centre.organisation_id, centre.synthetic) == (UNIVERSITY, True)
    assert (centre.city, centre.latitude, centre.longitude) == ("Ostra", 51.05, -1.5)
    product = await record(registry.house, PRODUCT, BEGAN)
    draft = programme(product, centre_ids=(HOSPITAL, WARD["id"]))
    assert await record(registry.house, draft, BEGAN)


async def test_what_is_wrong_with_an_organisation_or_hospital_stands_at_its_field(
    on_sqlite: Running,
) -> None:
    desk = await curator(on_sqlite)
    nothing = await desk.send(HOSPITALS, **dict.fromkeys(WARD, ""))
    assert fields_at_fault(nothing) == set(WARD) - {"latitude", "longitude"}
    for path, good, typed, field in (
        (ORGANISATIONS, PADUA, {"id": "Padua!"}, "id"),
        (ORGANISATIONS, PADUA, {"id": UNIVERSITY}, "id"),
        (ORGANISATIONS, PADUA, {"id": HOSPITAL}, "id"),
        (ORGANISATIONS, PADUA, {"name": ""}, "name"),
        (ORGANISATIONS, PADUA, {"country": ""}, "country"),
        (ORGANISATIONS, PADUA, {"rorId": "021018s58"}, "rorId"),
        (ORGANISATIONS, PADUA, {"source": ""}, "source"),
        (ORGANISATIONS, PADUA, {"city": "Erika, born on 3 February 1981"}, "city"),
        (ORGANISATIONS, PADUA, {"name": "Erika, born on 3 February 1981"}, "name"),
        (ORGANISATIONS, PADUA, {"note": ""}, "note"),
        (HOSPITALS, WARD, {"organisationId": ""}, "organisationId"),
        (HOSPITALS, WARD, {"city": ""}, "city"),
        (HOSPITALS, WARD, {"latitude": "90.1"}, "latitude"),
        (HOSPITALS, WARD, {"longitude": "nan"}, "longitude"),
        (HOSPITALS, WARD, {"longitude": ""}, "longitude"),
        (HOSPITALS, WARD, {"id": HOSPITAL}, "id"),
    ):
        answer = await desk.send(path, **good | typed)
        assert fields_at_fault(answer) == {field}, typed
        assert "Erika" not in answer.text
    facts = await read_facts(on_sqlite.house.database)
    entered = [*facts.all(Organisation), *facts.all(Centre)]
    assert len(entered) == len([each for each in FICTIONAL if not hasattr(each, "website")])


async def test_a_name_that_may_be_a_persons_is_repeated_by_no_other_fault(
    on_sqlite: Running,
) -> None:
    desk = await curator(on_sqlite)
    typed = {"id": "Padua!", "rorId": "no", "country": "", "name": "Erika, born on 3 February 1981"}
    for path, good in ((ORGANISATIONS, PADUA), (HOSPITALS, WARD)):
        answer = await desk.send(path, **good | typed)
        assert {"id", "country", "name"} <= fields_at_fault(answer)
        assert "Erika" not in answer.text


async def test_two_products_become_one_lineage_for_good(registry: Running) -> None:
    first, other = [
        await record(registry.house, structs.replace(PRODUCT, name=name), BEGAN)
        for name in ("Tarnleucel", "Ostraleucel")
    ]
    moved = await record(registry.house, programme(other), BEGAN)
    desk = await curator(registry)
    typed = {"product": first, "other": other, "note": NOTE}
    assert fields_at_fault(await desk.send(LINEAGES, **typed)) == {"sure"}
    done = await desk.send(LINEAGES, sure="yes", **typed)
    assert done.headers["location"] == f"{LINEAGES}?joined=yes"
    found = await find_fact(registry.house.database, Programme, moved)
    assert found is not None
    assert found.lineage == first
    act = await last_act(registry)
    assert (act.actor, act.action, act.reason) == ("cora", "lineages joined", NOTE)
    assert "Ostraleucel, Tarnleucel" in await desk.read(LINEAGES)
    again = await desk.send(LINEAGES, sure="yes", **typed)
    assert fields_at_fault(again) == {"other"}


async def test_a_wish_that_came_by_letter_is_entered_with_what_it_is_for(
    on_sqlite: Running,
) -> None:
    desk = await curator(on_sqlite)
    assert fields_at_fault(await desk.send(WISH, purpose="For them.")) == {"key"}
    for purpose in ("", "For 12 of them.", "Erika, born on 3 February 1981"):
        answer = await desk.send(WISH, key="SEX", purpose=purpose)
        assert fields_at_fault(answer) == {"purpose"}
        assert "Erika" not in answer.text
    unsafe = await desk.send(WISH, key="", purpose="Erika, born on 3 February 1981")
    assert (fields_at_fault(unsafe), "Erika" in unsafe.text) == ({"key", "purpose"}, False)
    done = await desk.send(WISH, key="SEX", purpose="To see whether doses suit everybody.")
    assert done.headers["location"] == f"{WISH}?entered=yes"
    (wish,) = (await read_facts(on_sqlite.house.database)).all(KeyRequest)
    assert (wish.key, wish.asked_by) == (SplitKey.SEX, "")
    assert (await last_act(on_sqlite)).actor == "cora"


@pytest.mark.parametrize("role", [Role.BOARD_MEMBER, Role.AUDITOR, Role.ADMINISTRATOR])
async def test_nobody_else_enters_or_confirms_anything(on_sqlite: Running, role: Role) -> None:
    id = await approved(on_sqlite)
    other = await at_desk(on_sqlite, role, organisation=None, id="olga")
    token = await other.browser.form_token()
    for path, typed in (
        (PERMITS, WORD | {"approval": id}),
        (ORGANISATIONS, PADUA),
        (HOSPITALS, WARD),
        (WISH, {"key": "SEX", "purpose": "For them."}),
        (LINEAGES, {"product": "a", "other": "b", "sure": "yes", "note": NOTE}),
    ):
        assert (await other.get(path)).status_code == 403
        assert (await other.browser.post(path, form=token, **typed)).status_code == 403
    assert form_at(await other.read("/account"), "/sign-out")
    assert await find_fact(on_sqlite.house.database, Organisation, PADUA["id"]) is None
