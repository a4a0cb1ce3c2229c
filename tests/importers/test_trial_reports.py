"""What a study reports of its course, and a record whose parts are missing, odd or unreadable."""

import json
from typing import Any

import pytest
from fictional_studies import FULL, TODAY, arms, changed, measure, read, read_measure

from registry.errors import DataError
from registry.intake.importers.trial_register import read_study
from registry.intake.importers.trial_reports import ParticipantFlow, SeriousEvents
from registry.model.codes import StopReason

FLOW = ("resultsSection", "participantFlowModule")
STATUS = ("protocolSection", "statusModule")


def read_periods(*periods: dict[str, Any]) -> ParticipantFlow:
    return read(changed(*FLOW, "periods", value=list(periods))).flow


def period(started: str, completed: str, *outs: dict[str, Any]) -> dict[str, Any]:
    reached = (("STARTED", started), ("COMPLETED", completed))
    milestones = [{"type": name, "achievements": arms(FG000=count)} for name, count in reached]
    return {"milestones": milestones, "dropWithdraws": list(outs)}


def test_a_complete_study_leaves_only_the_verdict_to_a_person() -> None:
    assert read().notes == ("1 outcomes without a verdict: confirm each from its publication.",)


def test_drop_outs_are_counted_over_all_arms_in_the_studys_own_words() -> None:
    assert read().flow == ParticipantFlow(25, 20, (("moved to another town", 1), ("Death", 4)))


def test_who_starts_a_later_period_has_started_already() -> None:
    left = {"type": "Tired of it", "reasons": arms(FG000="2")}
    died = {"type": "Death", "reasons": arms(FG000="3")}
    told = read_periods(period("20", "18", left), period("18", "14", died, {**left}))
    assert told == ParticipantFlow(20, 14, (("Tired of it", 4), ("Death", 3)))


def test_counts_that_are_no_numbers_are_left_out_and_noted() -> None:
    odd = [{"type": "Death", "reasons": arms(FG000=">=2", FG001="3")}]
    told = read(changed(*FLOW, "periods", value=[period("NA", "18", *odd)]))
    assert told.flow == ParticipantFlow(None, 18, (("Death", 3),), unread=1)
    assert "How many started or completed is not told for every arm." in told.notes
    assert "1 counts of drop-outs are no numbers; they are left out." in told.notes


def test_serious_events_are_told_by_term_and_arm() -> None:
    named = ("Cytokine release syndrome", "Immune system disorders")
    assert read().events == (
        SeriousEvents(*named, "High dose", 7, 15),
        SeriousEvents(*named, "Low dose", None, 10),
    )


REASONS: dict[str, StopReason | None] = {
    "Lack of efficacy": StopReason.FUTILITY,
    "Sponsor's business decision": StopReason.COMMERCIAL,
    "Slow patient accrual": StopReason.SLOW_ACCRUAL,
    "LACK OF FUNDING": StopReason.FUNDING,
    "Unexpected toxicity": StopReason.SAFETY,
    "Manufacturing failure": StopReason.MANUFACTURING,
    "Study never opened": StopReason.NEVER_STARTED,
    "Business decision, not related to safety": None,
    "Manufacturing could not be continued": None,
    "Slow accrual and lack of funding": None,
    "PI left the institution": None,
    "": None,
}


@pytest.mark.parametrize(("said", "code"), REASONS.items())
def test_only_a_plain_reason_to_stop_has_a_code(said: str, code: StopReason | None) -> None:
    told = read(changed(*STATUS, "whyStopped", value=said))
    assert told.stop_reason is code
    noted = "Why it stopped is not plainly one of the coded reasons; it stays in words."
    assert (noted in told.notes) is (code is None and said != "")
    assert told.programme.status_text == "; ".join(filter(None, ("TERMINATED", said)))
    assert told.programme.events == ()


def test_a_study_that_goes_on_has_no_reason_to_have_stopped() -> None:
    assert read(changed(*STATUS, "overallStatus", value="RECRUITING")).stop_reason is None


def test_only_a_95_percent_interval_becomes_the_interval() -> None:
    for other in ("Full Range", "90% Confidence Interval", ""):
        (told,) = read_measure(dispersionType=other).results
        assert (told.estimate, told.low, told.high) == (48.0, None, None)


def test_knees_are_not_counted_as_patients() -> None:
    knees = {"units": "Knees", "counts": [{"groupId": "OG000", "value": "40"}]}
    people = measure()["denoms"]
    assert read_measure(denoms=[knees, *people]).results[0].patients == 25
    told = read_measure(denoms=[knees])
    assert told.results[0].patients is None
    assert "1 outcomes do not tell how many participants were analysed." in told.notes


def test_several_arms_are_noted_since_they_may_share_participants() -> None:
    two = [{"id": "OG000", "title": "All"}, {"id": "OG001", "title": "Children"}]
    told = read_measure(groups=two)
    assert any("several arms" in note for note in told.notes)


MISSING = {
    "participantFlowModule": "The results have no participant flow.",
    "outcomeMeasuresModule": "The results have no primary or secondary outcome.",
    "adverseEventsModule": "The results have no adverse events; that is not the same as none.",
}


@pytest.mark.parametrize(("module", "said"), MISSING.items())
@pytest.mark.parametrize("odd", [None, "words", [1], {"periods": 3, "outcomeMeasures": 3,
                                                      "eventGroups": 3}])  # fmt: skip
def test_a_part_of_the_results_that_is_missing_or_unreadable_hides_no_other(
    module: str, said: str, odd: Any
) -> None:
    told = read(changed("resultsSection", module, value=odd))
    assert said in told.notes
    assert (f"The part {module} cannot be read." in told.notes) is (odd is not None)
    assert [bool(told.flow.started), bool(told.results), bool(told.events)].count(False) == 1


def test_an_unreadable_name_keeps_the_number_of_the_study() -> None:
    told = read(changed("protocolSection", "identificationModule", "briefTitle", value=["odd"]))
    assert told.programme.title == "NCT00000001"
    assert "The part identificationModule cannot be read." in told.notes


def test_results_that_are_no_section_are_noted() -> None:
    told = read({**FULL, "resultsSection": "soon"})
    assert told.results == ()
    assert told.notes[0] == "The part resultsSection cannot be read."


def test_nulls_and_numbers_instead_of_text_are_read_all_the_same() -> None:
    odd = changed(*FLOW, "periods", 0, "milestones", 0, "achievements",
                  value=[{"groupId": "FG000", "numSubjects": 25}])  # fmt: skip
    odd["protocolSection"]["statusModule"]["whyStopped"] = None
    odd["protocolSection"]["designModule"]["enrollmentInfo"]["count"] = "25"
    told = read(odd)
    assert (told.flow.started, told.programme.planned_patients) == (25, 25)
    assert told.programme.status_text == "TERMINATED"


@pytest.mark.parametrize("written", ["0000-01", "2014-13", "circa 2014", 2014])
def test_a_posting_date_in_an_unknown_form_is_left_out_and_noted(written: Any) -> None:
    told = read(changed(*STATUS, "resultsFirstPostDateStruct", "date", value=written))
    assert told.results[0].published_on is None
    assert "The results' posting date is not a day or a month; it is left out." in told.notes


BROKEN = [b"[" * 100_000, b"null", b'"NCT00000001"', b'{"protocolSection": "NCT00000001"}',
          json.dumps(changed("protocolSection", "identificationModule", "nctId",
                             value="NCT0000000\u0661")).encode()]  # fmt: skip


@pytest.mark.parametrize("content", BROKEN, ids=range(len(BROKEN)))
def test_what_names_no_study_is_refused_with_what_to_do(content: bytes) -> None:
    with pytest.raises(DataError, match="no study record"):
        read_study(content, "cells", "cells", "lbcl", TODAY)
