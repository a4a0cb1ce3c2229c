"""A fictional study as the register writes it; no number is of a real one."""

import copy
import json
from datetime import date
from typing import Any

from registry.intake.importers.trial_register import Study, read_study

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
        "dispersionType": "95% Confidence Interval",
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
                {
                    "id": "EG000",
                    "title": "High dose",
                    "seriousNumAffected": 7,
                    "seriousNumAtRisk": 15,
                },
                {"id": "EG001", "title": "Low dose", "seriousNumAtRisk": 10},
            ],
            "seriousEvents": [
                {
                    "term": "Cytokine release syndrome",
                    "organSystem": "Immune system disorders",
                    "stats": [
                        {"groupId": "EG000", "numEvents": 9, "numAffected": 7, "numAtRisk": 15},
                        {"groupId": "EG001", "numAtRisk": 10},
                    ],
                }
            ],
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
