"""An approval with its history and offers, from the form to what GraphQL would store."""

import re
from datetime import date, timedelta

import httpx
import pytest
from desk import Desk, at_desk, form_at
from people import PASSWORD
from running import AUTHORITY, HOSPITAL, OTHER_UNIVERSITY, UNIVERSITY, Running
from sending import PRODUCT, record

from registry.model.access import Role
from registry.model.codes import ApprovalEventKind, Scenario
from registry.model.parties import Offer
from registry.model.product import Approval, ApprovalEvent
from registry.storage.directory import read_facts
from registry.storage.ledger import acts

pytestmark = pytest.mark.anyio
BEGAN = date(2027, 1, 11)
PATH = "/desk/acts/approval"
DECISION = {
    "authorityId": AUTHORITY,
    "disease": "lbcl",
    "localId": "HE-17",
    "scenario": "B",
    "validFrom": "2026-02-01",
    "validTo": "2029-02-01",
    "qualityConsidered": "YES",
    "efficacyConsidered": "NO",
    "conditions": "Yearly report.",
    "events[0].on": "2026-02",
}
OFFER = {
    "offers[0].centreId": HOSPITAL,
    "offers[0].confirmedOn": "2027-01-10",
    "offers[0].acceptingReferrals": "yes",
    "offers[0].treatsAdults": "yes",
    "offers[0].authorisedAlternative": "Kymriah",
}


async def press(desk: Desk, page: str, step: str, **typed: str) -> httpx.Response:
    return await desk.browser.post(PATH, **form_at(page, PATH) | typed | {"step": step})


async def filled(desk: Desk, product: str, **typed: str) -> httpx.Response:
    """The decision and one offer, looked at once more."""
    page = await press(desk, await desk.read(PATH), "add offer", productId=product, **DECISION)
    return await press(desk, page.text, "look", **OFFER | typed)


async def stored(registry: Running) -> tuple[tuple[Approval, ...], tuple[Offer, ...]]:
    facts = await read_facts(registry.house.database)
    return facts.all(Approval), facts.all(Offer)


async def test_an_approval_and_its_offer_travel_from_the_form_to_the_directory(
    registry: Running,
) -> None:
    product = await record(registry.house, PRODUCT, BEGAN)
    desk = await at_desk(registry, Role.SUBMITTER)
    seen = await filled(desk, product)
    assert "no prospect of marketing" in seen.text
    assert (seen.status_code, await stored(registry)) == (200, ((), ()))
    receipt = await press(desk, seen.text, "declare")
    assert receipt.headers["location"].startswith("/desk/receipts/")
    (approval,), (offer,) = await stored(registry)
    assert (approval.product_id, approval.holder_id, approval.country) == (
        product,
        UNIVERSITY,
        "ES",
    )
    assert approval.events == (ApprovalEvent(ApprovalEventKind.GRANTED, "2026-02"),)
    considered = (
        approval.quality_considered,
        approval.safety_considered,
        approval.efficacy_considered,
    )
    assert considered == (True, None, False)
    assert approval.scenario is Scenario.NO_PROSPECT_OF_MARKETING
    assert (approval.valid_from, approval.valid_to) == (date(2026, 2, 1), date(2029, 2, 1))
    assert (approval.confirmed_on, approval.conditions) == (None, "Yearly report.")
    assert (offer.centre_id, offer.confirmed_on) == (HOSPITAL, date(2027, 1, 10))
    assert (offer.accepting_referrals, offer.treats_adults, offer.treats_children) == (
        True,
        True,
        False,
    )
    assert (offer.authorised_alternative, offer.patient_pays) == ("Kymriah", False)
    assert (await acts(registry.house.database))[-1].action == "ApprovalDraft accepted"


async def test_everything_wrong_is_told_in_one_pass_in_the_order_of_the_page(
    on_sqlite: Running,
) -> None:
    desk = await at_desk(on_sqlite)
    page = await press(desk, await desk.read(PATH), "add offer")
    answer = await press(desk, page.text, "look", validTo="soon")
    assert re.findall(r'<li><a href="#([^"]+)">', answer.text) == [
        *("productId", "authorityId", "disease", "scenario", "validFrom", "validTo"),
        *("events[0].on", "offers[0].centreId", "offers[0].confirmedOn"),
    ]


async def test_what_is_wrong_stands_at_its_field_and_in_the_summary(on_sqlite: Running) -> None:
    product = await record(on_sqlite.house, PRODUCT, BEGAN)
    desk = await at_desk(on_sqlite)
    page = await press(desk, await desk.read(PATH), "add offer", productId=product, **DECISION)
    for typed, field, words in (
        ({"authorityId": "nobody"}, "authorityId", "not in the directory"),
        ({"validTo": "2026-01-31"}, "validTo", "ends before it begins"),
        ({"validFrom": "1900-01-01"}, "validFrom", "more than 50 years"),
        ({"conditions": "Until 12 patients were treated."}, "conditions", "a number of patients"),
        ({"conditions": "Erika, born on 3 February 1981"}, "conditions", "direct identifier"),
        ({"events[0].on": "spring"}, "events[0].on", "no dated history"),
        ({"events[0].kind": ""}, "events[0].kind", "Event 1: Choose what happened."),
        ({"offers[0].centreId": "nowhere"}, "offers[0].centreId", "not in the directory"),
        (
            {"offers[0].confirmedOn": "2027-01-12"},
            "offers[0].confirmedOn",
            "in the future",
        ),
    ):
        answer = await press(desk, page.text, "look", **OFFER | typed)
        told = answer.text.partition(f'id="{field}-fault">')[2].partition("</p>")[0]
        assert (answer.status_code, words in told) == (422, True), (field, told)
        assert f'<a href="#{field}">' in answer.text
        assert "Erika" not in answer.text
    assert await stored(on_sqlite) == ((), ())


async def test_parts_are_added_and_taken_away_and_an_approval_needs_a_history(
    on_sqlite: Running,
) -> None:
    product = await record(on_sqlite.house, PRODUCT, BEGAN)
    desk = await at_desk(on_sqlite)
    page = await press(desk, await desk.read(PATH), "add event", productId=product, **DECISION)
    later = {"events[1].kind": "SUSPENDED", "events[1].on": "2026-12-24"}
    page = await press(desk, page.text, "remove events[0]", **later)
    form = form_at(page.text, PATH)
    assert (form["events[0].kind"], form["events[0].on"]) == ("SUSPENDED", "2026-12-24")
    assert {name: form[name] for name in DECISION if "[" not in name} == {
        name: value for name, value in DECISION.items() if "[" not in name
    }
    page = await press(desk, page.text, "remove events[0]")
    answer = await press(desk, page.text, "look")
    assert (answer.status_code, '<a href="#events">' in answer.text) == (422, True)


async def test_a_text_that_identifies_is_not_shown_again_by_any_button(on_sqlite: Running) -> None:
    desk = await at_desk(on_sqlite)
    typed = {"conditions": "Erika, born on 3 February 1981"}
    page = await press(desk, await desk.read(PATH), "add event", **typed)
    assert (page.status_code, "Erika" in page.text) == (422, False)


async def test_of_anothers_product_nobody_records_an_approval(on_sqlite: Running) -> None:
    product = await record(on_sqlite.house, PRODUCT, BEGAN, sponsor=OTHER_UNIVERSITY)
    await on_sqlite.publish(BEGAN)
    desk = await at_desk(on_sqlite)
    assert f'value="{product}"' not in await desk.read(PATH)
    answer = await filled(desk, product)
    assert (answer.status_code, '<a href="#productId">' in answer.text) == (422, True)
    assert await stored(on_sqlite) == ((), ())


async def test_a_session_that_ends_loses_nothing_typed(on_sqlite: Running) -> None:
    product = await record(on_sqlite.house, PRODUCT, BEGAN)
    desk = await at_desk(on_sqlite)
    form = form_at((await filled(desk, product)).text, PATH) | {"step": "declare"}
    on_sqlite.clock.today += timedelta(days=1)
    over = form_at((await desk.browser.post(PATH, **form)).text, "/sign-in")
    who = {"name": desk.who.id, "password": PASSWORD, "code": desk.who.code(on_sqlite.clock())}
    back = await desk.browser.post("/sign-in", **over | who)
    page = await desk.browser.post(PATH, **form_at(back.text, PATH))
    again = form_at(page.text, PATH)
    assert {name: again[name] for name in DECISION | OFFER} == DECISION | OFFER
    assert await stored(on_sqlite) == ((), ())


async def test_what_looks_like_a_persons_is_not_shown_again_by_a_button_that_judges_nothing(
    on_sqlite: Running,
) -> None:
    product = await record(on_sqlite.house, PRODUCT, BEGAN)
    desk = await at_desk(on_sqlite)
    page = await press(desk, await desk.read(PATH), "add offer", productId=product, **DECISION)
    for field in ("validFrom", "events[0].on", "offers[0].confirmedOn", "conditions"):
        typed = DECISION | OFFER | {field: "Erika, born on 3 February 1981"}
        answer = await press(desk, page.text, "add event", **typed)
        assert ("Erika" in answer.text, f'<a href="#{field}">' in answer.text) == (False, True)
    kept = await press(desk, page.text, "add event", **DECISION | OFFER)
    form = form_at(kept.text, PATH)
    assert (kept.status_code, form["validFrom"], form["localId"]) == (200, "2026-02-01", "HE-17")
    assert (form["offers[0].confirmedOn"], form["conditions"]) == ("2027-01-10", "Yearly report.")
