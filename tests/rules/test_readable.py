"""Declared texts become public as they stand: none steers a terminal or shows itself as another."""

from typing import Any

import pytest
from msgspec import structs
from sending import PRODUCT, RESPONSE, programme

from registry.intake.rules.readable import READABLE_RULES
from registry.model.codes import AdviceKind
from registry.model.registration import AdviceDraft, Draft

(RULE,) = READABLE_RULES
ADVICE = AdviceDraft("aurocel", AdviceKind.SCIENTIFIC_ADVICE, "Agency", 2026, "Assay", "Two.")


def places(draft: Draft) -> list[str]:
    """Where the rule fires."""
    nothing: Any = None
    return list(RULE.check(draft, nothing))


@pytest.mark.parametrize(
    "sign", ["\x00", "\x08", "\x1b", "\x7f", "\x9b", "\u202a", "\u202e", "\u2069"]
)
def test_a_sign_that_is_not_seen_and_changes_what_is_is_refused(sign: str) -> None:
    assert places(structs.replace(PRODUCT, name=f"Tarn{sign}leucel")) == ["name"]


@pytest.mark.parametrize("sign", ["\n", "\r", "\t", "\u00a0", "\u00ad", "\u200d", "\u200f", "é"])
def test_line_ends_and_what_scripts_need_are_taken(sign: str) -> None:
    assert places(structs.replace(ADVICE, public_summary=f"Two{sign}assays.")) == []


def test_every_text_is_looked_at_however_deep_it_stands() -> None:
    steering = structs.replace(RESPONSE, label="Response\x1b[2K")
    assert places(programme("p", endpoints=(RESPONSE, steering))) == ["endpoints[1].label"]


def test_the_rule_is_one_of_those_of_drafts() -> None:
    from registry.intake.rules.registration import DRAFT_RULES

    assert RULE in DRAFT_RULES
