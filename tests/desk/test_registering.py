"""A product and a later version of an endpoint, from their forms to what GraphQL would store."""

from datetime import date

import httpx
import pytest
from declaring import confirm, declare, look
from desk import Desk, FormsOf, at_desk, form_at
from msgspec import structs
from running import OTHER_UNIVERSITY, UNIVERSITY, Running
from sending import PRODUCT, RESPONSE, register

from registry.model.access import Role
from registry.model.codes import CellSource, EndpointChangeReason
from registry.model.endpoint import LaterEndpoint, SuccessCriterion
from registry.model.product import Product
from registry.model.programme import Programme
from registry.model.registration import ProductDraft
from registry.storage.directory import find_fact, read_facts

pytestmark = pytest.mark.anyio
BEGAN, LATER = date(2027, 1, 11), date(2027, 5, 3)
MADE = {
    "name": PRODUCT.name,
    "activeSubstance": PRODUCT.active_substance,
    "atmpClass": "GTMP",
    "origin": "AUTOLOGOUS",
    "vector": "INTEGRATING",
    "cellSource": "T_CELLS",
}
ENDPOINT = "/desk/acts/endpoint"
GOAL = "endpoint.criterion.atLeastPercent"


async def test_a_product_is_stored_as_graphql_would_store_it(registry: Running) -> None:
    desk = await at_desk(registry, Role.SUBMITTER)
    seen = await look(desk, "product", **MADE)
    assert "A vector that integrates into the genome" in seen.text
    assert (await confirm(desk, "product", seen)).status_code == 303
    (stored,) = (await read_facts(registry.house.database)).all(Product)
    wanted = structs.replace(PRODUCT, cell_source=CellSource.T_CELLS)
    told = {name: getattr(stored, name) for name in ProductDraft.__struct_fields__}
    assert told == structs.asdict(wanted)
    assert (stored.sponsor_id, stored.synthetic) == (UNIVERSITY, True)


async def test_what_is_wrong_with_a_product_stands_at_its_field(on_sqlite: Running) -> None:
    desk = await at_desk(on_sqlite)
    for field, typed, words in (
        ("name", "", "Give the name"),
        ("name", "12 patients", "a number of patients"),
        ("activeSubstance", "", "Say what it is made of."),
        ("atmpClass", "", "Choose its class."),
        ("vector", "VIRUS", "Choose one of the list."),
    ):
        answer = await look(desk, "product", **MADE | {field: typed})
        told = answer.text.partition(f'id="{field}-fault">')[2].partition("</p>")[0]
        assert (answer.status_code, words in told) == (422, True), (field, typed)
    assert (await read_facts(on_sqlite.house.database)).all(Product) == ()


async def versions(registry: Running, programme: str) -> tuple[LaterEndpoint, ...]:
    found = await find_fact(registry.house.database, Programme, programme)
    assert found is not None
    return found.later_endpoints


async def press(desk: Desk, page: str, step: str, **typed: str) -> httpx.Response:
    return await desk.browser.post(ENDPOINT, **form_at(page, ENDPOINT) | typed | {"step": step})


async def opened(desk: Desk, programme: str) -> str:
    return await desk.read(f"{ENDPOINT}?which={programme}+response")


async def test_a_later_version_of_an_endpoint_stands_beside_the_locked_one(
    registry: Running,
) -> None:
    programme = await register(registry.house, BEGAN)
    registry.clock.today = LATER
    desk = await at_desk(registry, Role.SUBMITTER)
    assert f'value="{programme} response"' in await desk.read(ENDPOINT)
    page = await opened(desk, programme)
    assert form_at(page, ENDPOINT)["endpoint.day"] == "100"
    seen = await press(desk, page, "look", **{GOAL: "40", "reason": "PROTOCOL_AMENDMENT"})
    old, new = "met when at least 50% of", "<strong>met when at least 40% of"
    assert (old in seen.text, new in seen.text) == (True, True)
    assert "Programme: Tarnleucel in large B-cell lymphoma" in seen.text
    assert await versions(registry, programme) == ()
    assert (await press(desk, seen.text, "declare")).status_code == 303
    (later,) = await versions(registry, programme)
    changed = structs.replace(RESPONSE, criterion=SuccessCriterion(40))
    assert (later.locked.endpoint, later.locked.locked_on) == (changed, LATER)
    assert later.reason is EndpointChangeReason.PROTOCOL_AMENDMENT
    assert form_at(await opened(desk, programme), ENDPOINT)[GOAL] == "40"


async def test_another_measure_brings_its_own_fields(on_sqlite: Running) -> None:
    programme = await register(on_sqlite.house, BEGAN)
    desk = await at_desk(on_sqlite)
    page = await press(desk, await opened(desk, programme), "measure", measure="RECIST")
    typed = {"endpoint.successCategories.CR": "yes", "reason": "ASSESSMENT_CHANGED"}
    seen = await press(desk, page.text, "look", **typed)
    assert (await press(desk, seen.text, "declare")).status_code == 303
    (later,) = await versions(on_sqlite, programme)
    stated = later.locked.endpoint
    assert (stated.measure, stated.success_categories) == ("RECIST", ("CR",))


async def test_what_is_wrong_with_a_version_stands_at_its_field(on_sqlite: Running) -> None:
    programme = await register(on_sqlite.house, BEGAN)
    desk = await at_desk(on_sqlite)
    page = await opened(desk, programme)
    good = {GOAL: "40", "reason": "OTHER"}
    for typed, field, words in (
        ({"reason": ""}, "reason", "Choose the reason."),
        ({GOAL: "50"}, "endpoint", "This endpoint stands so already."),
        ({GOAL: "0"}, GOAL, "cannot be counted"),
        ({"endpoint.role": "SECONDARY"}, "endpoint.role", "no endpoint is primary"),
        ({"endpoint.label": "40 of 61 responded"}, "endpoint.label", "a number of patients"),
        ({"endpoint.label": "At day 28"}, "endpoint.label", "holds a number"),
        ({"endpoint.label": "Erika, born 3 February 1981"}, "endpoint.label", "identifier"),
    ):
        answer = await press(desk, page, "look", **good | typed)
        assert (answer.status_code, f'<a href="#{field}">' in answer.text) == (422, True), typed
        assert words in answer.text
        assert "Erika" not in answer.text
    assert await versions(on_sqlite, programme) == ()


async def test_nobody_states_an_endpoint_of_anothers_programme(on_sqlite: Running) -> None:
    programme = await register(on_sqlite.house, BEGAN)
    owner = await at_desk(on_sqlite)
    other = await at_desk(on_sqlite, organisation=OTHER_UNIVERSITY, id="omar")
    assert ENDPOINT not in FormsOf(await opened(other, programme)).forms
    form = form_at(await opened(owner, programme), ENDPOINT) | {GOAL: "40", "reason": "OTHER"}
    form |= {"form": await other.browser.form_token(), "step": "declare"}
    assert (await other.browser.post(ENDPOINT, **form)).status_code == 422
    assert await versions(on_sqlite, programme) == ()


async def test_the_same_version_again_has_the_same_receipt(on_sqlite: Running) -> None:
    programme = await register(on_sqlite.house, BEGAN)
    desk = await at_desk(on_sqlite)
    typed = {GOAL: "40", "reason": "OTHER"}
    seen = await press(desk, await opened(desk, programme), "look", **typed)
    first, again = [await press(desk, seen.text, "declare") for _ in range(2)]
    assert first.headers["location"] == again.headers["location"]
    assert len(await versions(on_sqlite, programme)) == 1


async def test_a_product_again_is_the_same_product(on_sqlite: Running) -> None:
    desk = await at_desk(on_sqlite)
    for _ in range(2):
        assert (await declare(desk, "product", **MADE)).status_code == 303
    assert len((await read_facts(on_sqlite.house.database)).all(Product)) == 1
