"""What a sponsor states, states otherwise and then states again: the latest word counts."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from msgspec import structs
from running import AUTHORITY, HOSPITAL, Running
from sending import PRODUCT, RESPONSE, envelope, everything, record, register

from registry.intake.reading import read_content
from registry.intake.register import accept_draft
from registry.model.codes import (
    ApprovalEventKind,
    CostBasis,
    CostCategory,
    EndpointChangeReason,
    Scenario,
)
from registry.model.endpoint import SuccessCriterion
from registry.model.parties import Offer
from registry.model.product import ApprovalEvent
from registry.model.programme import Programme, latest_versions
from registry.model.registration import (
    ApprovalChangeDraft,
    ApprovalDraft,
    AttestationDraft,
    CostDraft,
    Draft,
    EndpointChangeDraft,
    LaySummaryDraft,
    OfferDraft,
    Recorded,
)
from registry.model.transparency import Attestation, Cost, LaySummary
from registry.storage.directory import find_fact, read_facts

pytestmark = pytest.mark.anyio
BEGAN, LATER = date(2027, 1, 11), date(2028, 2, 1)
GRANTED = ApprovalEvent(ApprovalEventKind.GRANTED, "2026-02")


async def sent(registry: Running, draft: Draft, days: int, **known: Any) -> Recorded:
    answer = await accept_draft(
        registry.house.intake, draft, envelope(LATER + timedelta(days), **known)
    )
    assert isinstance(answer, Recorded)
    return answer


async def in_turn(registry: Running, one: Draft, other: Draft, begin: int = 0) -> Sequence[bool]:
    """One, the other, and one again, each a day later and each twice: which are repeats."""
    days = enumerate((one, one, other, other, one, one), begin)
    return [(await sent(registry, draft, day)).repeated for day, draft in days]


TAKEN = [False, True, False, True, False, True]


async def test_an_attestation_that_was_mended_can_be_stated_as_at_first(registry: Running) -> None:
    programme = await register(registry.house, BEGAN)
    first = AttestationDraft(programme, HOSPITAL, 2027, 10, 9)
    assert await in_turn(registry, first, structs.replace(first, actual=8)) == TAKEN
    (stands,) = (await read_facts(registry.house.database)).all(Attestation)
    assert (stands.actual, stands.attested_on) == (9, LATER + timedelta(4))


async def test_its_receipt_is_the_last_one(registry: Running) -> None:
    programme = await register(registry.house, BEGAN)
    first = AttestationDraft(programme, HOSPITAL, 2027, 10, 9)
    await in_turn(registry, first, structs.replace(first, actual=8))
    again = await sent(registry, first, 6)
    on = envelope(LATER + timedelta(6))
    stored = await read_content(registry.house.database, on, again.digest)
    assert stored is not None
    assert stored.received_on == LATER + timedelta(4)


async def test_plain_words_can_come_back(registry: Running) -> None:
    product = await record(registry.house, PRODUCT, BEGAN)
    words = LaySummaryDraft(product, "de", "Eigene Zellen.", "Department of Oncology", False)
    assert await in_turn(registry, words, structs.replace(words, text="Zellen.")) == TAKEN
    (stands,) = (await read_facts(registry.house.database)).all(LaySummary)
    assert stands.text == "Eigene Zellen."


async def test_an_endpoint_can_be_stated_once_more_as_it_was_before_a_change(
    registry: Running,
) -> None:
    programme = await register(registry.house, BEGAN)
    easier = structs.replace(RESPONSE, criterion=SuccessCriterion(40))
    change = EndpointChangeDraft(programme, easier, EndpointChangeReason.PROTOCOL_AMENDMENT)
    back = structs.replace(change, endpoint=RESPONSE)
    assert await in_turn(registry, change, back) == TAKEN
    found = await find_fact(registry.house.database, Programme, programme)
    assert found is not None
    assert (len(found.later_endpoints), latest_versions(found)[RESPONSE.id]) == (3, easier)


async def test_an_offer_can_be_taken_back_but_no_event_happens_twice(registry: Running) -> None:
    product = await record(registry.house, PRODUCT, BEGAN)
    approved = ApprovalDraft(
        product, AUTHORITY, "lbcl", "HE-1", Scenario.NO_PROSPECT_OF_MARKETING, (GRANTED,), BEGAN
    )
    id = await record(registry.house, approved, BEGAN)
    opened = OfferDraft(HOSPITAL, BEGAN, True, True, False)
    change = ApprovalChangeDraft(id, offers=(opened,))
    shut = ApprovalChangeDraft(id, offers=(structs.replace(opened, accepting_referrals=False),))
    assert await in_turn(registry, change, shut) == TAKEN
    (stands,) = (await read_facts(registry.house.database)).all(Offer)
    assert stands.accepting_referrals
    renewed = ApprovalChangeDraft(id, (ApprovalEvent(ApprovalEventKind.RENEWED, "2028-01"),))
    ended = ApprovalChangeDraft(id, (ApprovalEvent(ApprovalEventKind.REVOKED, "2028-02"),))
    assert await in_turn(registry, renewed, ended, 6) == [False, True, False, True, True, True]


async def test_what_stands_beside_the_rest_is_stored_once(registry: Running) -> None:
    programme = await register(registry.house, BEGAN)
    cost = CostDraft(programme, CostCategory.CARE, CostBasis.ACTUAL, 2027, "EUR", 100)
    other = structs.replace(cost, amount_minor=200)
    assert await in_turn(registry, cost, other) == [False, True, False, True, True, True]
    assert len((await read_facts(registry.house.database)).all(Cost)) == 2


async def test_under_a_key_of_its_own_a_draft_is_stored_once_and_a_dry_run_stores_nothing(
    registry: Running,
) -> None:
    programme = await register(registry.house, BEGAN)
    first = AttestationDraft(programme, HOSPITAL, 2027, 10, 9)
    await sent(registry, first, 0, idempotency_key="one")
    await sent(registry, structs.replace(first, actual=8), 1)
    assert (await sent(registry, first, 2, idempotency_key="one")).repeated
    before = await everything(registry.house.database)
    assert not (await sent(registry, first, 3, dry_run=True)).repeated
    assert await everything(registry.house.database) == before
