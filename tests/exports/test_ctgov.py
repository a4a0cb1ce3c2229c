"""A programme in the shape of ClinicalTrials.gov: the numbers of the views, nothing else."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from msgspec import structs

from registry import texts
from registry.exports.ctgov_events import DESCRIPTION
from registry.exports.edition import Edition
from registry.exports.release import writer_of
from registry.intake.importers.trial_register import read_study
from registry.model.codes import Timing
from registry.model.sealed import EventCount, SafetyCounts, SealedGroup
from registry.snapshot import Snapshot, freeze
from registry.views.cohort import Dimension
from registry.views.efficacy import efficacy
from registry.views.efficacy_rows import EfficacyRow
from registry.views.figures import Count
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


def safety(day: int, deaths: int, serious: int, *events: EventCount) -> SafetyCounts:
    return SafetyCounts(
        as_of=date(2026, 9, 30),
        day=day,
        patients={"WITH_EVENT": serious, "NONE_OBSERVED": 12 - serious},
        serious=serious,
        classes={"DEATH": deaths},
        events=events,
    )


CRS = EventCount("CRS", "CRS", "ASTCT", "", 3, 4, 2)


def with_safety() -> Snapshot:
    """Two groups to day 91, one of them to day 365."""

    def told(group: SealedGroup) -> SealedGroup:
        tables = {
            "aurora-1": (safety(91, 1, 3, CRS), safety(365, 2, 1)),
            "aurora-3": (safety(91, 0, 2, CRS),),
        }
        return structs.replace(group, safety=tables.get(group.id, ()))

    return structs.replace(SNAPSHOT, groups=tuple(map(told, SNAPSHOT.groups)))


def test_adverse_events_are_of_the_same_whole_groups_up_to_each_horizon() -> None:
    module = results("aurora", with_safety())["adverseEventsModule"]
    numbers = ("deathsNumAffected", "deathsNumAtRisk", "seriousNumAffected", "seriousNumAtRisk")
    assert [[group[name] for name in numbers] for group in module["eventGroups"]] == [
        [1, 25, 5, 25],
        [3, 12, 4, 12],
    ]
    assert module["description"] == DESCRIPTION


def test_a_term_keeps_its_grade_so_that_no_patient_counts_twice() -> None:
    (event,) = results("aurora", with_safety())["adverseEventsModule"]["otherEvents"]
    assert event["term"] == "CRS, grade 3"
    stats = [
        [each[n] for n in ("numEvents", "numAffected", "numAtRisk")] for each in event["stats"]
    ]
    assert stats == [[8, 4, 25], [4, 2, 12]]


def test_without_a_public_safety_table_there_is_no_module() -> None:
    assert "adverseEventsModule" not in results("aurora")


@pytest.mark.parametrize("programme", [row.programme.id for row in SNAPSHOT.programmes])
def test_every_programme_has_a_record_that_names_its_snapshot(programme: str) -> None:
    told = record(programme)
    assert told["protocolSection"]["identificationModule"]["orgStudyIdInfo"]["id"] == programme
    assert freeze(SNAPSHOT).digest in json.dumps(told["resultsSection"]["moreInfoModule"])
    fictional = told["protocolSection"]["descriptionModule"]["briefSummary"].startswith("Fictional")
    assert fictional == (programme != "published")
