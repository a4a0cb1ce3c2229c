"""Every state a reader can meet has one plain sentence."""

from datetime import date
from enum import StrEnum

import pytest

from registry import texts
from registry.model.codes import EndpointChangeReason, HoldReason, NotInfusedReason, Verdict
from registry.model.sealed import NoSuccess
from registry.release.contents.infusion import INFUSED_LATE, NOT_REPORTED
from registry.release.stages import load_policy
from registry.views.figures import Reason


@pytest.mark.parametrize(
    ("codes", "catalogue"),
    [
        (Reason, texts.WITHHELD),
        (NoSuccess, texts.NO_SUCCESS),
        (Verdict, texts.VERDICTS),
        (EndpointChangeReason, texts.ENDPOINT_CHANGES),
        (HoldReason, texts.HOLD_REASONS),
    ],
)
def test_every_code_has_exactly_one_text(codes: type[StrEnum], catalogue: dict[str, str]) -> None:
    assert set(catalogue) == {str(code) for code in codes}
    assert len(set(catalogue.values())) == len(catalogue)


def test_every_reason_for_no_infusion_has_a_text() -> None:
    told = {*map(str, NotInfusedReason), INFUSED_LATE, NOT_REPORTED}
    told |= {str(NoSuccess.WITHDRAWN), str(NoSuccess.REGISTERED_LATE)}
    assert set(texts.NOT_INFUSED) == told


def test_every_stage_of_the_policy_has_a_plain_label() -> None:
    policy = load_policy()
    assert tuple(texts.STAGES) == tuple(stage.id for stage in policy.stages)
    assert policy.sealing.smallest == texts.MINIMUM_GROUP


def test_a_changed_endpoint_tells_every_day_and_reason() -> None:
    once = (date(2027, 6, 1), "PROTOCOL_AMENDMENT")
    twice = (once, (date(2028, 3, 31), "OTHER"))
    assert texts.endpoint_changed(()) == ""
    assert texts.endpoint_changed(twice) == (
        "Changed on 1 June 2027 (the protocol was amended); on 31 March 2028 (other reason). "
        "Judged by the criterion locked first."
    )


def test_a_date_is_told_only_where_it_is_known() -> None:
    assert texts.withheld("SEALED") == "Sealed, at least 11."
    told = texts.withheld("NOT_YET", date(2027, 3, 31))
    assert told.endswith("Opens on 31 March 2027 at the latest.")


@pytest.mark.parametrize(
    ("patients", "dimensions", "sentence"),
    [
        (12, ["COUNTRY"], "12 patients are in groups that span several countries."),
        (
            11,
            ["AGE_CLASS", "COUNTRY"],
            "11 patients are in groups that span several age groups and several countries.",
        ),
    ],
)
def test_what_an_answer_leaves_out_is_told_as_patients(
    patients: int, dimensions: list[str], sentence: str
) -> None:
    assert texts.left_out(patients, dimensions) == sentence


def test_forming_groups_are_told_as_groups() -> None:
    assert texts.forming(0) == ""
    assert texts.forming(1) == "1 further group forms: sealed, at least 11 each."
    assert texts.forming(2) == "2 further groups form: sealed, at least 11 each."
