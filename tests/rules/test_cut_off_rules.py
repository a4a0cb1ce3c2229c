"""Every rule on cut-offs: where it fires, and where its neighbour is silent."""

from datetime import date, timedelta
from typing import Any

import pytest

from registry.intake.rules.cut_offs import CUT_OFF_RULES
from registry.intake.rules.known import Known
from registry.intake.rules.registration import check_draft
from registry.model.codes import ProgrammeEventKind
from registry.model.programme import CutOff, ProgrammeEvent
from registry.model.registration import CutOffDraft
from tests.rules.samples import KNOWN, PROGRAMME, RECEIVED, Case, but, named, rules_that_fire

DAY = RECEIVED + timedelta(days=300)
ANNOUNCED = CutOffDraft("aurora", DAY)


def beside(day: date) -> Known:
    """A registry in which the programme has this cut-off."""
    programme = but(PROGRAMME, cut_offs=(CutOff(day, RECEIVED),))
    return but(KNOWN, programmes={"aurora": programme})


CLOSED = but(
    KNOWN,
    programmes={
        "aurora": but(
            PROGRAMME, events=(ProgrammeEvent(ProgrammeEventKind.ACCEPTANCE_CLOSED, RECEIVED),)
        )
    },
)


def of(rule: str, *places: str, known: Known = KNOWN, **changes: Any) -> Case:
    """The good announcement, changed, on which a rule fires at these places."""
    says = f"{changes} {places or 'silent'} {known is KNOWN}"
    return Case(rule, says, places, lambda: check_draft(but(ANNOUNCED, **changes), known))


def in_days(days: int) -> date:
    return RECEIVED + timedelta(days=days)


CASES = (
    *(of("cut-off-ahead", "on", on=in_days(days)) for days in (-400, 0, 732)),
    *(of("cut-off-ahead", on=in_days(days)) for days in (1, 731)),
    of("cut-off-ahead", "programmeId", known=CLOSED),
    *(of("cut-off-apart", "on", known=beside(DAY + timedelta(n))) for n in (-181, 0, 181)),
    *(of("cut-off-apart", known=beside(DAY + timedelta(n))) for n in (-183, -182, 182, 183)),
)


@pytest.mark.parametrize("tried", CASES, ids=named)
def test_the_rule_fires_there_and_no_other_rule_does(tried: Case) -> None:
    assert tried.fired() == tried.expected()


def test_every_rule_on_cut_offs_has_a_case_in_which_it_fires() -> None:
    assert rules_that_fire(CASES) == {rule.id for rule in CUT_OFF_RULES}
