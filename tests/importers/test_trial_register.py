"""Studies of a register as they are written: incomplete, in words, and never judged here."""

import json
from datetime import date
from typing import Any

import pytest
from fictional_studies import NCT, TODAY, changed, read, read_measure

from registry.errors import DataError
from registry.intake.importers.trial_register import TO_CONFIRM, read_study
from registry.model.codes import ResultSource, Route


def test_a_study_becomes_a_cited_programme_without_a_sponsor() -> None:
    told = read().programme
    assert (told.id, told.sponsor_id, told.route) == (
        "cited-nct00000001",
        None,
        Route.CLINICAL_TRIAL,
    )
    assert told.identifiers == (NCT, "2019-003374-91")
    assert (told.planned_patients, told.paediatric) == (25, True)
    assert (told.starts_on, told.planned_end) == (date(2014, 3, 1), date(2016, 2, 29))
    assert (told.events, told.endpoints) == ((), ())
    assert told.source is not None
    assert (told.source.verified, told.source.note) == (False, TO_CONFIRM)
    assert NCT in told.source.reference


def test_why_it_stopped_and_who_dropped_out_stay_in_the_studys_words() -> None:
    told = read().programme
    assert told.status_text == "TERMINATED; Lack of efficacy at interim analysis"
    assert told.design_text == (
        "25 participants started. 20 completed. "
        "Did not complete: moved to another town 1, Death 4. "
        "Serious adverse events: 7 of 15 (High dose)."
    )


def test_an_outcome_is_cited_with_its_numbers_and_never_judged() -> None:
    (result,) = read().results
    assert result.verdict is None
    assert (result.source_kind, result.published_on) == (
        ResultSource.PUBLICATION,
        date(2017, 5, 4),
    )
    assert (result.estimate, result.low, result.high, result.patients) == (48.0, 28.9, 67.5, 25)
    assert result.measure_text == "primary; All: 48.0 Percentage of participants"
    assert "confirm each" in read().notes[0]


TWO = [{"groupId": "OG000", "value": "48"}, {"groupId": "OG001", "value": "20"}]
NO_NUMBER: dict[str, dict[str, Any]] = {
    "two arms": {"classes": [{"categories": [{"measurements": TWO}]}]},
    "two rows": {"classes": [{"categories": [{"measurements": TWO[:1]}]}] * 2},
    "no number": {"classes": []},
    "one number of two arms": {"groups": [{"id": "OG000"}, {"id": "OG001"}]},
    "a mean of percentages": {"paramType": "MEAN"},
    "not a percentage": {"unitOfMeasure": "months"},
    "a percentage of something else": {"unitOfMeasure": "Percent change"},
    "not evaluable": {"classes": [{"categories": [{"measurements": [{"value": "NA"}]}]}]},
    "a bound": {"classes": [{"categories": [{"measurements": [{"value": ">90"}]}]}]},
    "more than all": {"classes": [{"categories": [{"measurements": [{"value": "101"}]}]}]},
}


@pytest.mark.parametrize("changes", NO_NUMBER.values(), ids=NO_NUMBER.keys())
def test_what_is_no_single_percentage_stays_in_words(changes: dict[str, Any]) -> None:
    told = read_measure(**changes)
    assert told.results[0].estimate is None
    assert told.notes[-1] == "1 outcomes are no single percentage; their numbers stay in words."


def test_the_analysed_are_known_only_where_every_arm_is_told() -> None:
    both = [{"groupId": "OG000", "value": "25"}, {"groupId": "OG001", "value": "30"}]
    assert read_measure(denoms=[{"counts": both}]).results[0].patients == 55
    assert read_measure(denoms=[{"counts": [*both, {"value": "NA"}]}]).results[0].patients is None
    assert read_measure(denoms=[]).results[0].patients is None


def test_other_outcomes_than_primary_and_secondary_are_left_out() -> None:
    assert read_measure(type="POST_HOC").results == ()
    assert len(read_measure(type="SECONDARY").results) == 1


def test_a_study_without_results_is_listed_all_the_same() -> None:
    told = read(changed("resultsSection"))
    assert (told.results, told.programme.design_text) == ((), "")
    assert told.notes == ("The register has no results of this study.",)


@pytest.mark.parametrize("module", ["statusModule", "designModule", "eligibilityModule"])
def test_a_missing_part_is_no_fault(module: str) -> None:
    assert read(changed("protocolSection", module)).programme.id == "cited-nct00000001"


@pytest.mark.parametrize(
    ("written", "first"),
    [("2014-03-17", date(2014, 3, 17)), ("2014-02-30", None), ("March 2014", None), ("2014", None)],
)
def test_a_date_that_is_none_is_left_out_and_noted(written: str, first: date | None) -> None:
    told = read(changed("protocolSection", "statusModule", "startDateStruct", "date",
                        value=written))  # fmt: skip
    assert told.programme.starts_on == first
    assert ("The start date is not a day or a month; it is left out." in told.notes) is (
        first is None
    )


@pytest.mark.parametrize(
    ("type_", "route"),
    [("EXPANDED_ACCESS", Route.COMPASSIONATE_USE), ("OBSERVATIONAL", Route.MARKETED_USE)],
)
def test_the_route_follows_the_type_of_study(type_: str, route: Route) -> None:
    assert read(changed("protocolSection", "designModule", "studyType",
                        value=type_)).programme.route is route  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"[]", b"{}", b'{"protocolSection": {}}',
     json.dumps(changed("protocolSection", "identificationModule", "nctId",
                        value="Erika Mustermann")).encode()],
)  # fmt: skip
def test_what_is_no_study_record_is_refused_without_repeating_it(content: bytes) -> None:
    with pytest.raises(DataError, match="no study record") as refused:
        read_study(content, "cells", "cells", "lbcl", TODAY)
    assert "Mustermann" not in str(refused.value)
