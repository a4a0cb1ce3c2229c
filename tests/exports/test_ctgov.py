"""A programme in the shape of ClinicalTrials.gov: the numbers of the views, nothing else."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from registry import texts
from registry.exports.ctgov_events import DESCRIPTION
from registry.exports.edition import Edition
from registry.exports.release import writer_of
from registry.intake.importers.trial_register import read_study
from registry.model.codes import Timing
from registry.snapshot import Snapshot, freeze
from registry.views.cohort import Dimension
from registry.views.efficacy import efficacy
from registry.views.efficacy_rows import EfficacyRow
from registry.views.figures import Count
from registry.views.safety import SafetyAt, safety
from tests.views.example import AS_OF, SNAPSHOT

Module = Mapping[str, Any]
LIMITS = ("paramValue", "ciLowerLimit", "ciUpperLimit")
STATS = ("numEvents", "numAffected", "numAtRisk")


def record(programme: str, snapshot: Snapshot = SNAPSHOT) -> dict[str, Any]:
    edition = Edition(freeze(snapshot), "https://registry.example")
    writer = writer_of(edition, f"programmes/{programme}/ctgov.json")
    assert writer is not None
    return json.loads(b"".join(writer.write(edition)))  # type: ignore[no-any-return]


def results(programme: str, snapshot: Snapshot = SNAPSHOT) -> Module:
    return record(programme, snapshot)["resultsSection"]  # type: ignore[no-any-return]


def row(programme: str, timing: Timing = Timing.PROSPECTIVE) -> EfficacyRow:
    """What the view shows of a programme."""
    where = {Dimension.PROGRAMME: frozenset({programme})}
    rows = efficacy(SNAPSHOT, by=(Dimension.PROGRAMME,), where=where)
    (found,) = [each for each in rows if each.timing is timing]
    return found


def by_group(some: list[Module], key: str) -> dict[str, int]:
    return {each["groupId"]: int(each[key]) for each in some}


def shown(count: Count) -> int:
    assert count.value is not None
    return count.value


def test_the_flow_is_the_infusion_of_the_view() -> None:
    module = results("aurora")["participantFlowModule"]
    (period,) = module["periods"]
    steps = {m["type"]: by_group(m["achievements"], "numSubjects") for m in period["milestones"]}
    for id, timing in (("FG000", Timing.PROSPECTIVE), ("FG001", Timing.RETROSPECTIVE)):
        infusion = row("aurora", timing).infusion
        assert steps["STARTED"][id] == shown(infusion.accepted)
        assert steps["COMPLETED"][id] == shown(infusion.infused)
        assert steps["NOT COMPLETED"][id] == sum(e.patients for e in infusion.not_infused)
    reasons = {d["type"]: by_group(d["reasons"], "numSubjects") for d in period["dropWithdraws"]}
    assert reasons == {texts.NOT_INFUSED["MANUFACTURING_FAILURE"]: {"FG000": 2, "FG001": 0}}


def test_a_group_that_is_still_forming_is_told_and_not_counted() -> None:
    module = results("aurora")["participantFlowModule"]
    assert texts.forming(1) in module["recruitmentDetails"]


def test_an_outcome_has_the_counts_and_intervals_of_the_view() -> None:
    measures = results("aurora")["outcomeMeasuresModule"]["outcomeMeasures"]
    found = {each["groups"][0]["title"]: each for each in measures}
    assert len(found) == 2
    for timing, measure in zip(sorted(Timing), measures, strict=True):
        result = row("aurora", timing).result
        assert measure["reportingStatus"] == "POSTED"
        assert measure["denoms"][0]["counts"][0]["value"] == str(result.accepted.value)
        categories = {
            c["title"]: c["measurements"][0]["value"] for c in measure["classes"][0]["categories"]
        }
        assert categories.pop("Success") == str(result.success.value)
        assert categories == {
            texts.NO_SUCCESS[e.reason]: str(e.patients) for e in result.no_success
        }
        for analysis, rate in zip(
            measure["analyses"], (result.of_accepted, result.of_infused), strict=True
        ):
            limits = [
                float(analysis[name]) for name in ("paramValue", "ciLowerLimit", "ciUpperLimit")
            ]
            assert limits == [rate.value, rate.low, rate.high]


def test_what_is_withheld_is_not_posted_and_says_when_and_why() -> None:
    (measure,) = results("borealis")["outcomeMeasuresModule"]["outcomeMeasures"]
    withheld = row("borealis").withheld
    assert withheld is not None
    assert measure["reportingStatus"] == "NOT_POSTED"
    told = texts.withheld(withheld.reason, withheld.opens_on)
    assert (measure["populationDescription"], "denoms" in measure) == (told, False)
    assert "participantFlowModule" not in results("borealis")
    assert record("borealis")["hasResults"] is False


def test_a_failed_goal_is_told_with_what_was_asked() -> None:
    (measure,) = results("chondra")["outcomeMeasuresModule"]["outcomeMeasures"]
    assert "goal at least 60 %. Goal not met." in measure["description"]


def test_the_baseline_is_the_accepted_by_country_and_age_class() -> None:
    module = results("aurora")["baselineCharacteristicsModule"]
    accepted = by_group(module["denoms"][0]["counts"], "value")
    assert accepted == {"BG000": 36, "BG001": 11}
    assert accepted["BG000"] == shown(row("aurora").accepted)
    for measure in module["measures"]:
        for id, total in accepted.items():
            categories = measure["classes"][0]["categories"]
            assert sum(by_group(c["measurements"], "value")[id] for c in categories) == total


def test_our_own_reader_of_such_records_finds_the_same_flow() -> None:
    """The reader wants a number of the register; everything else is read as it was written."""
    told = record("aurora")
    told["protocolSection"]["identificationModule"]["nctId"] = "NCT00000001"
    study = read_study(json.dumps(told).encode(), "aurocel", "aurocel", "b-all", AS_OF)
    infusions = [row("aurora", timing).infusion for timing in Timing]
    assert study.flow.started == sum(shown(each.accepted) for each in infusions)
    assert study.flow.completed == sum(shown(each.infused) for each in infusions)
    assert [result.label for result in study.results] == [row("aurora").outcome.label] * 2
    assert [note for note in study.notes if "cannot be read" in note] == []


def horizons(programme: str) -> list[SafetyAt]:
    """What the safety view shows of a programme."""
    where = {Dimension.PROGRAMME: frozenset({programme})}
    rows = safety(SNAPSHOT, by=(Dimension.PROGRAMME,), where=where)
    return [at for row in rows for at in row.horizons]


def test_adverse_events_are_those_of_the_view_up_to_each_horizon() -> None:
    module = results("aurora")["adverseEventsModule"]
    assert horizons("aurora")
    for group, at in zip(module["eventGroups"], horizons("aurora"), strict=True):
        deaths = [each.patients for each in at.classes if each.name == "DEATH"] or [0]
        assert [group["deathsNumAffected"]] == deaths
        assert group["seriousNumAffected"] == at.serious.patients
        assert {group["deathsNumAtRisk"], group["seriousNumAtRisk"]} == {at.accepted.value}
    assert module["description"] == DESCRIPTION


def test_a_term_keeps_its_grade_so_that_no_patient_counts_twice() -> None:
    events = results("aurora")["adverseEventsModule"]["otherEvents"]
    at = horizons("aurora")[0]
    assert at.events
    for term in at.events:
        grade = "" if term.grade is None else f", grade {term.grade}"
        name = f"{term.term or term.event_class.value}{grade}"
        (event,) = [each for each in events if each["term"] == name]
        expected = [term.events, term.patients, at.accepted.value]
        assert [event["stats"][0][each] for each in STATS] == expected


def test_without_a_public_safety_table_there_is_no_module() -> None:
    assert horizons("borealis") == []
    assert "adverseEventsModule" not in results("borealis")


@pytest.mark.parametrize("programme", [row.programme.id for row in SNAPSHOT.programmes])
def test_every_programme_has_a_record_that_names_its_snapshot(programme: str) -> None:
    told = record(programme)
    assert told["protocolSection"]["identificationModule"]["orgStudyIdInfo"]["id"] == programme
    assert freeze(SNAPSHOT).digest in json.dumps(told["resultsSection"]["moreInfoModule"])
    fictional = told["protocolSection"]["descriptionModule"]["briefSummary"].startswith("Fictional")
    assert fictional == (programme != "published")
