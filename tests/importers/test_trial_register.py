"""Studies of a register as they are written: incomplete, in words, and never judged here."""

import copy
import json
from datetime import date
from typing import Any

import pytest

from registry.errors import DataError
from registry.intake.importers.trial_register import TO_CONFIRM, Study, read_study
from registry.model.codes import ResultSource, Route

TODAY = date(2027, 3, 10)
NCT = "NCT00000001"


def arms(**counts: str) -> list[dict[str, str]]:
    return [{"groupId": arm, "numSubjects": count} for arm, count in counts.items()]


def measure(**changes: Any) -> dict[str, Any]:
    numbers = {"groupId": "OG000", "value": "48.0", "lowerLimit": "28.9", "upperLimit": "67.5"}
    known = {
        "type": "PRIMARY",
        "title": "Complete response",
        "timeFrame": "Day 100",
        "paramType": "NUMBER",
        "unitOfMeasure": "Percentage of participants",
        "groups": [{"id": "OG000", "title": "All"}],
        "denoms": [{"units": "Participants", "counts": [{"groupId": "OG000", "value": "25"}]}],
        "classes": [{"categories": [{"measurements": [numbers]}]}],
    }
    return known | changes


FULL: dict[str, Any] = {
    "protocolSection": {
        "identificationModule": {
            "nctId": NCT,
            "briefTitle": "Fictional cells in fictional lymphoma",
            "secondaryIdInfos": [{"id": "2019-003374-91", "type": "EUDRACT_NUMBER"}, {"id": "X-7"}],
        },
        "statusModule": {
            "overallStatus": "TERMINATED",
            "whyStopped": "Lack of efficacy at interim analysis ",
            "startDateStruct": {"date": "2014-03", "type": "ACTUAL"},
            "completionDateStruct": {"date": "2016-02"},
            "resultsFirstPostDateStruct": {"date": "2017-05-04"},
        },
        "designModule": {"studyType": "INTERVENTIONAL", "enrollmentInfo": {"count": 25}},
        "eligibilityModule": {"stdAges": ["CHILD"]},
        "sponsorCollaboratorsModule": {"leadSponsor": {"name": "passed over"}},
    },
    "resultsSection": {
        "participantFlowModule": {
            "periods": [
                {
                    "title": "Overall",
                    "milestones": [
                        {"type": "STARTED", "achievements": arms(FG000="15", FG001="10")},
                        {"type": "COMPLETED", "achievements": arms(FG000="12", FG001="8")},
                    ],
                    "dropWithdraws": [
                        {"type": "moved to another town", "reasons": arms(FG000="1", FG001="0")},
                        {"type": "Death", "reasons": arms(FG000="2", FG001="2")},
                        {"type": "Pregnancy", "reasons": arms(FG000="0")},
                    ],
                }
            ]
        },
        "outcomeMeasuresModule": {"outcomeMeasures": [measure()]},
        "adverseEventsModule": {
            "eventGroups": [
                {"title": "High dose", "seriousNumAffected": 7, "seriousNumAtRisk": 15},
                {"title": "Low dose", "seriousNumAtRisk": 10},
            ]
        },
    },
    "hasResults": True,
}


def changed(*path: Any, value: Any = None) -> dict[str, Any]:
    """The full study with one place changed, or removed."""
    study = copy.deepcopy(FULL)
    place: Any = study
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return study


def read(study: Any = None) -> Study:
    content = json.dumps(FULL if study is None else study).encode()
    return read_study(content, "cells", "cells", "lbcl", TODAY)


def read_measure(**changes: Any) -> Study:
    return read(
        changed(
            "resultsSection",
            "outcomeMeasuresModule",
            "outcomeMeasures",
            value=[measure(**changes)],
        )
    )


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
