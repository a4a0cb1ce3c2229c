"""What is new of an approval, from its form: events, a later end, and offers as they stand now."""

from datetime import date

import httpx
import pytest
from desk import Desk, FormsOf, at_desk, form_at
from running import AUTHORITY, HOSPITAL, OTHER_UNIVERSITY, Running
from sending import PRODUCT, record

from registry.model.codes import ApprovalEventKind, Scenario
from registry.model.parties import Offer
from registry.model.product import Approval, ApprovalEvent
from registry.model.registration import ApprovalDraft, OfferDraft
from registry.storage.directory import find_fact, read_facts

pytestmark = pytest.mark.anyio
BEGAN, A_YEAR_ON = date(2027, 1, 11), date(2028, 1, 20)
PATH = "/desk/acts/approval-change"
GRANTED = ApprovalEvent(ApprovalEventKind.GRANTED, "2026-02")
OFFER = OfferDraft(HOSPITAL, BEGAN, True, True, False, authorised_alternative="Kymriah")


async def prepared(registry: Running) -> str:
    """The id of an approval with one offer, a year ago."""
    product = await record(registry.house, PRODUCT, BEGAN)
    draft = ApprovalDraft(
        product, AUTHORITY, "lbcl", "HE-1", Scenario.NO_PROSPECT_OF_MARKETING, (GRANTED,), BEGAN,
        offers=(OFFER,),
    )  # fmt: skip
    id = await record(registry.house, draft, BEGAN)
    registry.clock.today = A_YEAR_ON
    return id


async def opened(desk: Desk, id: str) -> str:
    return await desk.read(f"{PATH}?which={id}")


async def press(desk: Desk, page: str, step: str, **typed: str) -> httpx.Response:
    return await desk.browser.post(PATH, **form_at(page, PATH) | typed | {"step": step})


async def held(registry: Running, id: str) -> tuple[Approval, tuple[Offer, ...]]:
    found = await find_fact(registry.house.database, Approval, id)
    assert found is not None
    return found, (await read_facts(registry.house.database)).all(Offer)


async def test_an_offer_is_confirmed_anew_and_says_what_is_true_now(registry: Running) -> None:
    id = await prepared(registry)
    desk = await at_desk(registry)
    assert f'value="{id}"' in await desk.read(PATH)
    page = await opened(desk, id)
    form = form_at(page, PATH)
    assert (form["offers[0].centreId"], form["offers[0].confirmedOn"]) == (HOSPITAL, "")
    assert (form["offers[0].treatsAdults"], form["offers[0].authorisedAlternative"]) == (
        "yes",
        "Kymriah",
    )
    typed = {"offers[0].confirmedOn": "2028-01-19", "offers[0].treatsChildren": "yes"}
    seen = await press(desk, page, "look", **typed)
    assert "19 January 2028" in seen.text
    assert "Tarnleucel, Spain, HE-1</dd>" in seen.text
    assert (await press(desk, seen.text, "declare")).status_code == 303
    approval, (offer,) = await held(registry, id)
    assert (offer.confirmed_on, offer.treats_children) == (date(2028, 1, 19), True)
    assert (offer.authorised_alternative, approval.events) == ("Kymriah", (GRANTED,))


async def test_an_event_is_told_and_offers_without_a_day_stay_as_they_are(
    on_sqlite: Running,
) -> None:
    id = await prepared(on_sqlite)
    before, offers = await held(on_sqlite, id)
    desk = await at_desk(on_sqlite)
    page = await press(desk, await opened(desk, id), "add event")
    typed = {"events[0].kind": "RENEWED", "events[0].on": "2028-01", "validTo": "2031-01-31"}
    seen = await press(desk, page.text, "look", **typed)
    assert "Every offer stays as it is." in seen.text
    assert (await press(desk, seen.text, "declare")).status_code == 303
    approval, now = await held(on_sqlite, id)
    renewed = ApprovalEvent(ApprovalEventKind.RENEWED, "2028-01")
    assert approval.events == (*before.events, renewed)
    assert (approval.valid_to, now) == (date(2031, 1, 31), offers)


async def test_an_offer_that_was_altered_needs_the_day_on_which_its_hospital_said_so(
    on_sqlite: Running,
) -> None:
    id = await prepared(on_sqlite)
    before = await held(on_sqlite, id)
    desk = await at_desk(on_sqlite)
    page = await press(desk, await opened(desk, id), "add event")
    event = {"events[0].kind": "RENEWED", "events[0].on": "2028-01"}
    without = form_at(page.text, PATH)
    del without["offers[0].acceptingReferrals"]
    for altered in (
        without | event,
        form_at(page.text, PATH) | event | {"offers[0].treatsChildren": "yes"},
        form_at(page.text, PATH) | event | {"offers[0].authorisedAlternative": "Yescarta"},
    ):
        answer = await desk.browser.post(PATH, **altered | {"step": "look"})
        assert '<a href="#offers[0].confirmedOn">' in answer.text
    assert await held(on_sqlite, id) == before


async def test_only_a_hospital_that_was_added_here_can_be_taken_away(on_sqlite: Running) -> None:
    id = await prepared(on_sqlite)
    desk = await at_desk(on_sqlite)
    page = await opened(desk, id)
    assert ("HE-1" in page, "February 2026" in page) == (True, True)
    assert 'value="remove offers[0]"' not in page
    added = (await press(desk, page, "add offer")).text
    assert ('value="remove offers[0]"' in added, 'value="remove offers[1]"' in added) == (
        False,
        True,
    )


async def test_a_hospital_is_named_once(on_sqlite: Running) -> None:
    id = await prepared(on_sqlite)
    desk = await at_desk(on_sqlite)
    page = await press(desk, await opened(desk, id), "add offer")
    twice = {"offers[1].centreId": HOSPITAL, "offers[1].confirmedOn": "2028-01-19"}
    both = await press(desk, page.text, "look", **twice, **{"offers[0].confirmedOn": "2028-01-19"})
    assert '<a href="#offers[1].centreId">Hospital 2: This hospital is named twice.' in both.text


async def test_what_is_wrong_stands_where_it_was_typed(on_sqlite: Running) -> None:
    id = await prepared(on_sqlite)
    before = await held(on_sqlite, id)
    desk = await at_desk(on_sqlite)
    nothing = await press(desk, await opened(desk, id), "look")
    assert (nothing.status_code, '<a href="#events">' in nothing.text) == (422, True)
    page = await press(desk, await opened(desk, id), "add offer")
    new = {"offers[1].centreId": HOSPITAL, "offers[1].confirmedOn": "2028-01-19"}
    for typed, field in (
        ({"offers[1].confirmedOn": "2028-01-21"}, "offers[1].confirmedOn"),
        ({"offers[1].centreId": "nowhere"}, "offers[1].centreId"),
        ({"offers[1].centreId": ""}, "offers[1].centreId"),
        ({"offers[1].authorisedAlternative": "for 12 patients"}, "offers[1].authorisedAlternative"),
        ({"validTo": "2026-12-31"}, "validTo"),
        ({"validTo": "soon"}, "validTo"),
    ):
        answer = await press(desk, page.text, "look", **new | typed)
        assert (answer.status_code, typed) == (422, typed)
        assert f'<a href="#{field}">' in answer.text
        assert f'id="{field}-fault"' in answer.text
    assert await held(on_sqlite, id) == before


async def test_of_anothers_approval_there_is_no_form(on_sqlite: Running) -> None:
    id = await prepared(on_sqlite)
    before = await held(on_sqlite, id)
    other = await at_desk(on_sqlite, organisation=OTHER_UNIVERSITY, id="omar")
    assert PATH not in FormsOf(await opened(other, id)).forms
    typed = {"which": id, "events[0].kind": "REVOKED", "events[0].on": "2028", "step": "declare"}
    token = await other.browser.form_token()
    answer = await other.browser.post(PATH, form=token, **typed)
    assert (answer.status_code, await held(on_sqlite, id)) == (422, before)
