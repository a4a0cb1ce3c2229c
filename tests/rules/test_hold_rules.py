"""Every rule on holds: where it fires, and where its neighbour is silent."""

from datetime import date, timedelta
from typing import Any

import pytest

from registry.intake.rules.holds import HOLD_RULES
from registry.intake.rules.known import Known, Published
from registry.intake.rules.registration import check_draft
from registry.model.codes import HoldReason, ProgrammeEventKind, StopReason
from registry.model.decision import PublicDecision
from registry.model.hold import Hold
from registry.model.programme import ProgrammeEvent
from registry.model.registration import HoldDraft
from tests.rules.samples import KNOWN, PROGRAMME, RECEIVED, Case, but, named, rules_that_fire

REASON = HoldReason.DATA_BEING_CHECKED
ASKED = HoldDraft("aurora", REASON, 12)
LONG_AGO = RECEIVED - timedelta(days=900)
EARLIER = Hold("other.hold", "other", "elsewhere", REASON, LONG_AGO, LONG_AGO + timedelta(days=90))
DAY = timedelta(days=1)


def decided(stage: str, *, is_open: bool = False, met_on: date | None = None) -> PublicDecision:
    since = RECEIVED - 9 * DAY if is_open else None
    return PublicDecision(stage, is_open, since, (), "", None, "1", "", gates_met_on=met_on)


def public(*decisions: PublicDecision, next_in: int = 1, silent: bool = False) -> Known:
    """A registry whose latest snapshot says this, and whose next release is in some days."""
    return but(KNOWN, published=Published(RECEIVED + next_in * DAY, decisions, silent))


def after(kind: ProgrammeEventKind, reason: StopReason | None = None) -> Known:
    """A registry in which this happened to the programme."""
    event = ProgrammeEvent(kind, RECEIVED, reason)
    return but(KNOWN, programmes={"aurora": but(PROGRAMME, events=(event,))})


def of(rule: str, says: str, *places: str, known: Known = KNOWN, **changes: Any) -> Case:
    """The good request, changed, on which a rule fires at these places."""
    return Case(rule, says, places, lambda: check_draft(but(ASKED, **changes), known))


LATE = "hold-before-gate"
CASES = (
    *(of("hold-short", f"{n} months", "months", months=n) for n in (-1, 0, 13, 10**9)),
    *(of("hold-short", f"{n} months", months=n) for n in (1, 12)),
    of("hold-once", "any earlier one", "programmeId", known=but(KNOWN, holds=(EARLIER,))),
    of(LATE, "before anything is published"),
    of(LATE, "the day before a release", known=public(decided("R3"))),
    of(LATE, "the release date itself", "programmeId", known=public(next_in=0)),
    of(LATE, "a release date nobody published", "programmeId", known=public(next_in=-1)),
    of(LATE, "safety open", known=public(decided("R2", is_open=True))),
    *(of(LATE, f"{stage} open", "programmeId", known=public(decided(stage, is_open=True)))
      for stage in ("R3", "R4", "R6")),
    of(LATE, "gates met", "programmeId", known=public(decided("R3", met_on=RECEIVED))),
    of(LATE, "silent", "programmeId", known=public(silent=True)),
    of(LATE, "closed to acceptance", known=after(ProgrammeEventKind.ACCEPTANCE_CLOSED)),
    of(LATE, "ended", "programmeId", known=after(ProgrammeEventKind.ENDED)),
    of(LATE, "stopped", "programmeId",
       known=after(ProgrammeEventKind.STOPPED, StopReason.FUTILITY)),
    of("clock-in-order", "an entry of tomorrow", "", known=but(KNOWN, last_act_on=RECEIVED + DAY)),
    of("clock-in-order", "an entry of today", known=but(KNOWN, last_act_on=RECEIVED)),
)  # fmt: skip


@pytest.mark.parametrize("tried", CASES, ids=named)
def test_the_rule_fires_there_and_no_other_rule_does(tried: Case) -> None:
    assert tried.fired() == tried.expected()


def test_every_rule_on_holds_has_a_case_in_which_it_fires() -> None:
    assert rules_that_fire(CASES) == {rule.id for rule in HOLD_RULES}


def test_a_hold_is_asked_for_ones_own_programme_only() -> None:
    found = check_draft(but(ASKED, programme_id="foreign"), KNOWN)
    assert [(finding.rule, finding.path) for finding in found] == [("programme-own", "programmeId")]
