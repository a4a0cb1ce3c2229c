"""A programme from its form to the directory: typed, looked at, locked; and what is refused."""

import re
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from desk import Desk, FormsOf, at_desk, form_at
from msgspec import structs
from people import PASSWORD
from running import HOSPITAL, OTHER_UNIVERSITY, Running
from sending import PRODUCT, RESPONSE, programme, record

from registry.model.access import Role
from registry.model.endpoint import Endpoint
from registry.model.measures import MEASURES, Measure
from registry.model.programme import Programme
from registry.model.registration import ProgrammeDraft
from registry.storage.directory import read_facts
from registry.storage.ledger import acts
from registry.web.desk.sponsor.registering.endpoint_fields import typed_of

pytestmark = pytest.mark.anyio
BEGAN = date(2027, 1, 11)
PATH = "/desk/acts/programme"
PLAN = {
    "title": "Tarnleucel in large B-cell lymphoma",
    "disease": "lbcl",
    "route": "HOSPITAL_EXEMPTION",
    "centreIds[0]": HOSPITAL,
    "plannedPatients": "60",
    "startsOn": "2027-02-01",
    "plannedEnd": "2030-02-01",
}
FIRST = dict(typed_of(RESPONSE, "endpoints[0]"))


FAULTS: list[tuple[dict[str, str], str, str]] = [
    ({"title": ""}, "title", "Give the programme a title."),
    ({"title": "Erika, born on 3 February 1981"}, "title", "direct identifier"),
    ({"title": "7 of 9 patients"}, "title", "tells a number of patients"),
    ({"disease": ""}, "disease", "Choose the disease."),
    ({"route": ""}, "route", "Choose the legal route."),
    ({"orpha": "x"}, "orpha", "ORPHA:123"),
    ({"identifiers": "NCT03144583, x"}, "identifiers", "not an identifier of a study"),
    ({"blindedUntil": "soon"}, "blindedUntil", "Give a day such as"),
    ({"blindedUntil": "2028-01-01"}, "blindedUntil", "needs its public number"),
    ({"centreIds[0]": ""}, "centreIds[0]", "Choose a hospital."),
    ({"centreIds[0]": "nowhere"}, "centreIds[0]", "not in the directory"),
    ({"plannedPatients": "many"}, "plannedPatients", "Give the planned number of"),
    ({"plannedPatients": "0"}, "plannedPatients", "The plan does not hold"),
    ({"startsOn": "1.2.2027"}, "startsOn", "Give the day on which it starts."),
    ({"plannedEnd": "2027-01-01"}, "plannedEnd", "The plan does not hold"),
    ({"longestWaitDays": "366"}, "longestWaitDays", "1 to 365 days"),
    ({"endpoints[0].role": ""}, "endpoints[0].role", "Endpoint 1: Choose whether"),
    ({"endpoints[0].role": "SECONDARY"}, "endpoints", "no endpoint is primary"),
    ({"endpoints[0].day": "99"}, "endpoints[0].day", "cannot be counted"),
    (
        {"endpoints[0].successCategories.CMR": ""},
        "endpoints[0].successCategories",
        "cannot be counted",
    ),
    (
        {"endpoints[0].criterion.atLeastPercent": "101"},
        "endpoints[0].criterion.atLeastPercent",
        "cannot be counted",
    ),
]


async def programmes(registry: Running) -> tuple[Programme, ...]:
    return (await read_facts(registry.house.database)).all(Programme)


async def product(registry: Running, **known: Any) -> str:
    return await record(registry.house, PRODUCT, BEGAN, **known)


async def press(desk: Desk, page: httpx.Response | str, step: str, **typed: str) -> httpx.Response:
    """Fill in the form of a page and press one of its buttons."""
    form = form_at(page if isinstance(page, str) else page.text, PATH)
    return await desk.browser.post(PATH, **form | typed | {"step": step})


async def begun(desk: Desk) -> str:
    return await desk.read(PATH)


async def filled(desk: Desk, **typed: str) -> httpx.Response:
    """The plan and one endpoint, looked at once more."""
    page = await press(desk, await begun(desk), "add endpoint", measure="LUGANO", **PLAN)
    return await press(desk, page, "look", **FIRST | typed)


async def test_a_programme_travels_from_the_form_to_the_directory_as_graphql_would_send_it(
    registry: Running,
) -> None:
    made = await product(registry)
    desk = await at_desk(registry, Role.SUBMITTER)
    look = await filled(desk)
    assert (look.status_code, await programmes(registry)) == (200, ())
    assert "All of this is locked for ever" in look.text
    assert "met when at least 50% of all accepted patients succeed" in look.text
    unsure = await press(desk, look, "declare")
    assert (unsure.status_code, await programmes(registry)) == (422, ())
    receipt = await press(desk, unsure, "declare", sure="yes")
    assert receipt.headers["location"].startswith("/desk/receipts/")
    (stored,) = await programmes(registry)
    (locked,) = stored.endpoints
    assert locked.endpoint.id == "lugano-day-100"
    draft = programme(made)
    same = [field for field in ProgrammeDraft.__struct_fields__ if field != "endpoints"]
    assert {name: getattr(stored, name) for name in same} == {n: getattr(draft, n) for n in same}
    assert alike(locked.endpoint) == alike(RESPONSE)
    assert (await acts(registry.house.database))[-1].action == "ProgrammeDraft accepted"


def alike(endpoint: Endpoint) -> list[Any]:
    return [getattr(endpoint, name) for name in Endpoint.__struct_fields__ if name != "id"]


async def test_what_is_wrong_stands_at_its_field_and_in_the_summary(on_sqlite: Running) -> None:
    await product(on_sqlite)
    desk = await at_desk(on_sqlite)
    page = await press(desk, await begun(desk), "add endpoint", measure="LUGANO", **PLAN)
    for typed, field, words in FAULTS:
        answer = await press(desk, page, "look", **FIRST | typed)
        assert (answer.status_code, typed) == (422, typed)
        assert re.findall(r'<li><a href="#([^"]+)">', answer.text) == [field], typed
        assert words in answer.text.partition(f'id="{field}-fault">')[2].partition("</p>")[0]
        assert "3 February 1981" not in answer.text
    assert await programmes(on_sqlite) == ()


async def test_everything_wrong_is_told_in_one_pass_in_the_order_of_the_page(
    on_sqlite: Running,
) -> None:
    await product(on_sqlite)
    desk = await at_desk(on_sqlite)
    page = await press(desk, await begun(desk), "look", plannedPatients="0")
    assert re.findall(r'<li><a href="#([^"]+)">', page.text) == [
        *("title", "disease", "route", "centreIds[0]", "plannedPatients"),
        *("startsOn", "plannedEnd", "endpoints"),
    ]


async def test_a_button_adds_or_takes_away_a_part_and_keeps_everything_typed(
    on_sqlite: Running,
) -> None:
    await product(on_sqlite)
    desk = await at_desk(on_sqlite)
    page = await press(desk, await begun(desk), "add endpoint", measure="LUGANO", **PLAN)
    page = await press(desk, page, "add endpoint", measure="SURVIVAL", **FIRST)
    page = await press(desk, page, "add hospital", **{"endpoints[1].day": "365"})
    form = form_at(page.text, PATH)
    assert {name: form[name] for name in PLAN | FIRST if FIRST.get(name, "x")} == {
        name: value for name, value in (PLAN | FIRST).items() if value
    }
    assert (form["centreIds[1]"], form["endpoints[1].events.DEATH"]) == ("", "yes")
    page = await press(desk, page, "remove endpoints[0]")
    form = form_at(page.text, PATH)
    assert (form["endpoints[0].measure"], form["endpoints[0].day"]) == ("SURVIVAL", "365")
    assert not any(name.startswith("endpoints[1]") for name in form)
    assert (page.status_code, await programmes(on_sqlite)) == (200, ())


async def test_a_hospital_left_empty_is_no_hospital(on_sqlite: Running) -> None:
    await product(on_sqlite)
    desk = await at_desk(on_sqlite)
    first = await press(desk, await begun(desk), "add hospital")
    page = await press(desk, first, "add endpoint", measure="LUGANO", **PLAN)
    typed = FIRST | {"centreIds[0]": "", "centreIds[1]": HOSPITAL}
    look = await press(desk, page, "look", **typed)
    assert "Tarn Hospital (fictional)" in look.text
    assert (await press(desk, look, "declare", sure="yes")).status_code == 303
    assert [stored.centre_ids for stored in await programmes(on_sqlite)] == [(HOSPITAL,)]


async def test_what_looks_like_an_identifier_is_not_shown_again_by_any_button(
    on_sqlite: Running,
) -> None:
    await product(on_sqlite)
    desk = await at_desk(on_sqlite)
    change = await press(desk, await begun(desk), "add endpoint", measure="KOOS", **PLAN)
    for field in (
        "title",
        "identifiers",
        "startsOn",
        "plannedPatients",
        "endpoints[0].improvement",
    ):
        typed = {field: "erika.mustermann@example.org"}
        page = await press(desk, change, "add hospital", **typed)
        assert (page.status_code, f'<a href="#{field}">' in page.text) == (422, True)
        assert "mustermann" not in page.text


async def test_what_was_looked_at_can_still_be_changed(on_sqlite: Running) -> None:
    await product(on_sqlite)
    desk = await at_desk(on_sqlite)
    page = await press(desk, await filled(desk), "change")
    form = form_at(page.text, PATH)
    assert {name: form[name] for name in PLAN} == PLAN
    assert (page.status_code, await programmes(on_sqlite)) == (200, ())


async def test_every_measure_has_its_fields_and_an_endpoint_of_it_is_locked(
    on_sqlite: Running,
) -> None:
    await product(on_sqlite)
    desk = await at_desk(on_sqlite)
    for measure in MEASURES.values():
        page = await press(desk, await begun(desk), "add endpoint", measure=measure.id, **PLAN)
        typed = typed_for(measure, FormsOf(page.text).forms[PATH])
        look = await press(desk, page, "look", **typed)
        assert (await press(desk, look, "declare", sure="yes")).status_code == 303, measure.id
    found = [stored.endpoints[0].endpoint for stored in await programmes(on_sqlite)]
    assert {each.measure for each in found} == set(MEASURES)
    assert all(each.label.startswith(MEASURES[each.measure].label) for each in found)


def typed_for(measure: Measure, fields: dict[str, str]) -> dict[str, str]:
    """An endpoint of a measure, named by its definition; its best category is the success."""
    at = "endpoints[0]"
    typed = {name: value for name, value in FIRST.items() if name in fields}
    typed |= {f"{at}.successCategories.{code}": "yes" for code in measure.categories[:1]}
    typed |= {f"{at}.measure": measure.id, f"{at}.label": ""}
    return typed | ({f"{at}.improvement": "5"} if measure.highest else {})


async def test_the_same_endpoint_twice_has_two_ids(on_sqlite: Running) -> None:
    await product(on_sqlite)
    desk = await at_desk(on_sqlite)
    page = await press(desk, await begun(desk), "add endpoint", measure="LUGANO", **PLAN)
    page = await press(desk, page, "add endpoint", measure="LUGANO")
    second = dict(typed_of(RESPONSE, "endpoints[1]"))
    look = await press(desk, page, "look", **FIRST | second)
    await press(desk, look, "declare", sure="yes")
    ((one, other),) = [stored.endpoints for stored in await programmes(on_sqlite)]
    assert (one.endpoint.id, other.endpoint.id) == ("lugano-day-100", "lugano-day-100-2")


async def test_no_product_no_form_and_of_several_one_is_chosen_first(on_sqlite: Running) -> None:
    desk = await at_desk(on_sqlite)
    assert "Register the product first" in await begun(desk)
    one = await product(on_sqlite)
    assert form_at(await begun(desk), PATH)["productId"] == one
    draft = structs.replace(PRODUCT, name="Another")
    other = await record(on_sqlite.house, draft, BEGAN)
    assert PATH not in FormsOf(await begun(desk)).forms
    assert form_at(await desk.read(f"{PATH}?product={other}"), PATH)["productId"] == other


async def test_a_product_of_somebody_else_is_offered_once_it_is_public(on_sqlite: Running) -> None:
    await product(on_sqlite, sponsor=OTHER_UNIVERSITY)
    desk = await at_desk(on_sqlite)
    assert "Tarnleucel" not in await begun(desk)
    await on_sqlite.publish(BEGAN)
    await desk.sign_in()
    assert "Tarnleucel" in await begun(desk)


@pytest.mark.parametrize("at", ["form", "second look"])
async def test_a_session_that_ends_loses_nothing_typed_and_stores_nothing(
    on_sqlite: Running, at: str
) -> None:
    await product(on_sqlite)
    desk = await at_desk(on_sqlite)
    page = await press(desk, await begun(desk), "add endpoint", measure="LUGANO")
    form = form_at(page.text, PATH) | PLAN | FIRST | {"step": "look"}
    if at == "second look":
        form = form_at((await desk.browser.post(PATH, **form)).text, PATH)
        form |= {"step": "declare", "sure": "yes"}
    on_sqlite.clock.today += timedelta(days=1)
    over = form_at((await desk.browser.post(PATH, **form)).text, "/sign-in")
    who = {"name": desk.who.id, "password": PASSWORD, "code": desk.who.code(on_sqlite.clock())}
    back = await desk.browser.post("/sign-in", **over | who)
    page = await desk.browser.post(PATH, **form_at(back.text, PATH))
    typed = {name: value for name, value in (PLAN | FIRST).items() if value}
    again = form_at(page.text, PATH)
    assert {name: again[name] for name in typed} == typed
    assert "Nothing was sent yet" in page.text
    assert await programmes(on_sqlite) == ()


async def test_the_same_programme_again_is_the_same_programme(on_sqlite: Running) -> None:
    await product(on_sqlite)
    desk = await at_desk(on_sqlite)
    look = await filled(desk)
    first, again = [await press(desk, look, "declare", sure="yes") for _ in range(2)]
    assert first.headers["location"] == again.headers["location"]
    assert len(await programmes(on_sqlite)) == 1
