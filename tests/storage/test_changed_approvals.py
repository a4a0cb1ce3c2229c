"""What happens to an approval after it was recorded, and what its hospitals offer year by year."""

from datetime import date

import pytest
from msgspec import structs
from running import AUTHORITY, HOSPITAL, OTHER_UNIVERSITY, Running
from sending import PRODUCT, envelope, everything, record

from registry.intake.confirmations import confirmed
from registry.intake.register import accept_draft, enter_directory
from registry.model.codes import ApprovalEventKind, ApprovalReason, Scenario
from registry.model.parties import Offer
from registry.model.product import Approval, ApprovalEvent, Confirmer
from registry.model.registration import ApprovalChangeDraft, ApprovalDraft, OfferDraft
from registry.model.submission import Rejected
from registry.storage.directory import find_fact, read_facts
from registry.storage.ledger import acts

pytestmark = pytest.mark.anyio
BEGAN, A_YEAR_ON, MARCH = date(2027, 1, 11), date(2028, 1, 20), date(2028, 3, 31)
GRANTED = ApprovalEvent(ApprovalEventKind.GRANTED, "2026-02")
SUSPENDED = ApprovalEvent(ApprovalEventKind.SUSPENDED, "2028-01-15", ApprovalReason.QUALITY)
FIRST = OfferDraft(HOSPITAL, BEGAN, True, True, False, authorised_alternative="Kymriah")
NOW = OfferDraft(HOSPITAL, date(2028, 1, 18), False, True, True)
OFFERS = """{ centres(first: 9) { edges { node { offers {
  approvalId confirmedOn acceptingReferrals stale } } } } }"""


async def prepared(registry: Running) -> str:
    """The id of an approval with one offer, confirmed on the word of its authority."""
    product = await record(registry.house, PRODUCT, BEGAN)
    draft = ApprovalDraft(
        product, AUTHORITY, "lbcl", "HE-1", Scenario.NO_PROSPECT_OF_MARKETING, (GRANTED,), BEGAN,
        offers=(FIRST,),
    )  # fmt: skip
    id = await record(registry.house, draft, BEGAN)
    found = confirmed(await held(registry, id), Confirmer.AUTHORITY, BEGAN, "letter", BEGAN)
    await enter_directory(registry.house.intake, [found], envelope(BEGAN), "confirmation")
    registry.clock.today = A_YEAR_ON
    return id


async def held(registry: Running, id: str) -> Approval:
    found = await find_fact(registry.house.database, Approval, id)
    assert found is not None
    return found


async def offers(registry: Running) -> tuple[Offer, ...]:
    return (await read_facts(registry.house.database)).all(Offer)


async def test_an_event_is_added_to_the_history_and_wants_a_new_confirmation(
    registry: Running,
) -> None:
    id = await prepared(registry)
    before = await held(registry, id)
    change = ApprovalChangeDraft(id, (SUSPENDED,), date(2030, 1, 11))
    assert await record(registry.house, change, A_YEAR_ON) == id
    after = await held(registry, id)
    assert after == structs.replace(
        before,
        events=(GRANTED, SUSPENDED),
        valid_to=date(2030, 1, 11),
        confirmed_on=None,
        confirmed_by=None,
    )
    assert (await acts(registry.house.database))[-1].action == "ApprovalChangeDraft accepted"
    assert len(await offers(registry)) == 1


async def test_a_history_stands_in_the_order_in_which_it_happened_however_it_was_told(
    registry: Running,
) -> None:
    id = await prepared(registry)
    kinds = ApprovalEventKind
    later = [ApprovalEvent(kinds.RENEWED, "2027-06-30"), ApprovalEvent(kinds.VARIED, "2026-05")]
    await record(registry.house, ApprovalChangeDraft(id, (SUSPENDED,)), A_YEAR_ON)
    await record(registry.house, ApprovalChangeDraft(id, tuple(later)), A_YEAR_ON)
    told = [event.kind for event in (await held(registry, id)).events]
    assert told == [kinds.GRANTED, kinds.VARIED, kinds.RENEWED, kinds.SUSPENDED]
    told_at_once = ApprovalDraft(
        (await held(registry, id)).product_id, AUTHORITY, "lbcl", "HE-2",
        Scenario.NO_PROSPECT_OF_MARKETING, (*later, GRANTED), BEGAN,
    )  # fmt: skip
    second = await held(registry, await record(registry.house, told_at_once, A_YEAR_ON))
    assert [event.kind for event in second.events] == [kinds.GRANTED, kinds.VARIED, kinds.RENEWED]


async def test_an_offer_takes_the_place_of_the_last_one_and_is_fresh_again(
    registry: Running,
) -> None:
    id = await prepared(registry)
    before = await held(registry, id)
    await registry.publish(A_YEAR_ON)
    assert await shown(registry) == [("2027-01-11", True, True)]
    await record(registry.house, ApprovalChangeDraft(id, offers=(NOW,)), A_YEAR_ON)
    assert await held(registry, id) == before
    (offer,) = await offers(registry)
    assert (offer.id, offer.approval_id) == (f"{id}.{HOSPITAL}", id)
    assert (offer.accepting_referrals, offer.treats_children) == (False, True)
    assert (offer.confirmed_on, offer.authorised_alternative) == (NOW.confirmed_on, None)
    await registry.publish(MARCH)
    assert await shown(registry) == [("2028-01-18", False, False)]


async def shown(registry: Running) -> list[tuple[str, bool, bool]]:
    """The public offers: confirmed when, accepting referrals, stale."""
    edges = (await registry.ask(OFFERS))["centres"]["edges"]
    found = [offer for edge in edges for offer in edge["node"]["offers"]]
    return [(o["confirmedOn"], o["acceptingReferrals"], o["stale"]) for o in found]


async def test_nobody_changes_an_approval_of_somebody_else(registry: Running) -> None:
    id = await prepared(registry)
    before = await everything(registry.house.database)
    change = ApprovalChangeDraft(id, (SUSPENDED,))
    other = envelope(A_YEAR_ON, OTHER_UNIVERSITY)
    answer = await accept_draft(registry.house.intake, change, other)
    assert isinstance(answer, Rejected)
    assert [(each.rule, each.path) for each in answer.findings] == [("approval-own", "approvalId")]
    assert await everything(registry.house.database) == before
