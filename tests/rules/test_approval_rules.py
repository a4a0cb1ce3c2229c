"""Rules on approvals: recorded with a dated history, and changed by their holder alone."""

from datetime import date, timedelta
from typing import Any

import pytest

from registry.intake.rules.approvals import APPROVAL_RULES
from registry.intake.rules.known import Known
from registry.intake.rules.registration import check_draft
from registry.model.codes import ApprovalEventKind
from registry.model.product import Approval, ApprovalEvent
from registry.model.registration import ApprovalChangeDraft
from tests.rules.samples import (
    E_MAIL,
    KNOWN,
    RECEIVED,
    Case,
    but,
    named,
    rules_that_fire,
    with_text,
)
from tests.rules.test_draft_rules import APPROVED, OFFER, happened, of

GRANTED = ApprovalEvent(ApprovalEventKind.GRANTED, "2026-02")
RENEWED = ApprovalEvent(ApprovalEventKind.RENEWED, "2027-02")
BEGAN = date(2026, 2, 1)
HELD = Approval(
    "held", "aurocel", "agency", "ES", "lbcl", "", (GRANTED,), valid_from=BEGAN,
    holder_id=KNOWN.sponsor_id,
)  # fmt: skip
WITH = but(KNOWN, approvals={"held": HELD})
CHANGED = ApprovalChangeDraft("held", (RENEWED,), date(2030, 2, 1), (OFFER,))


def new(rule: str, *places: str, known: Known = WITH, **changes: Any) -> Case:
    """A good change of an approval, altered, on which a rule fires at these places."""
    return of(rule, CHANGED, *places, known=known, **changes)


def held_by(**other: Any) -> Known:
    """The same with an approval that is another's, or of another product."""
    return but(WITH, approvals={"held": but(HELD, **other)})


CASES = (
    of("approval-dated", APPROVED, "events", events=()),
    *(of("approval-dated", APPROVED, "events[0].on", events=happened(on))
      for on in ("", "02/2026", "2026-13", "2026-00", "2026-02-30", "0000", "26", "\uff12026")),
    *(of("approval-dated", APPROVED, events=happened(on))
      for on in ("2026", "2026-12", "2026-02-01")),
    of("approval-dated", APPROVED, "validTo", valid_to=date(2026, 1, 31)),
    *(of("approval-dated", APPROVED, valid_to=day) for day in (None, date(2026, 2, 1))),
    *(new("approval-dated", "events[0].on", events=happened(on)) for on in ("", "2027-13", "27")),
    *(new("approval-dated", events=happened(on)) for on in ("2027", "2027-02", "2027-02-28")),
    new("approval-dated", "validTo", valid_to=BEGAN - timedelta(1)),
    new("approval-dated", valid_to=BEGAN),
    new("approval-dated", known=held_by(valid_from=None), valid_to=BEGAN - timedelta(1)),
    new("approval-own", "approvalId", approval_id="none"),
    new("approval-own", "approvalId", known=held_by(holder_id="other")),
    new("approval-own", "approvalId", known=held_by(holder_id=None)),
    new("approval-own", "events", events=(), valid_to=None, offers=()),
    new("approval-own", events=(), valid_to=None),
    new("approval-own", events=(), offers=()),
    new("approval-own", valid_to=None, offers=()),
    new("centre-known", "offers[0].centreId", offers=(but(OFFER, centre_id="west"),)),
    new("centre-once", "offers[1].centreId", offers=(OFFER, OFFER)),
    new("synthetic-apart", "offers[0].centreId", offers=(but(OFFER, centre_id="r"),)),
    new("date-plausible", "validTo", valid_to=date.max),
    new("offer-own", "offers[0].confirmedOn",
        offers=(but(OFFER, confirmed_on=RECEIVED + timedelta(1)),)),
    new("text-without-counts", "offers[0].authorisedAlternative",
        offers=(but(OFFER, authorised_alternative="given to 12 patients"),)),
)  # fmt: skip


def test_a_good_change_of_an_approval_fires_no_rule() -> None:
    assert check_draft(CHANGED, WITH) == ()


@pytest.mark.parametrize("tried", CASES, ids=named)
def test_the_rule_fires_there_and_no_other_rule_does(tried: Case) -> None:
    assert tried.fired() == tried.expected()


def test_every_rule_on_approvals_has_a_case_in_which_it_fires() -> None:
    assert {rule.id for rule in APPROVAL_RULES} <= rules_that_fire(CASES)


def test_of_a_product_of_the_catalogue_others_tell_of_their_own_hospitals_only() -> None:
    elsewhere = but(KNOWN.centres["north"], organisation_id="other")
    known = but(held_by(product_id="catalogued"), centres={**KNOWN.centres, "north": elsewhere})
    assert [(f.rule, f.path) for f in check_draft(CHANGED, known)] == [
        ("offer-own", "offers[0].centreId")
    ]
    makers = but(WITH, centres=known.centres)
    assert check_draft(CHANGED, makers) == ()


def test_the_free_text_of_an_offer_is_scanned() -> None:
    found = check_draft(with_text(CHANGED, E_MAIL), WITH)
    scanned = {f.path for f in found if f.rule == "text-without-identifiers"}
    assert scanned == {"offers[0].authorisedAlternative"}
