"""A programme in the shape of a study of ClinicalTrials.gov (API version 2), with its results.

For whoever has tools that read that shape, and as a draft for a sponsor who must report there.
Everything is a sum over open sealed groups, as in the views; what is withheld is `NOT_POSTED` with
its reason, never 0. Prospective and retrospective patients are two groups.
"""

from collections.abc import Iterator
from typing import Any

from registry import texts
from registry.exports.ctgov_events import adverse_events
from registry.exports.ctgov_flow import baseline, flow
from registry.exports.ctgov_outcomes import outcomes
from registry.exports.edition import NAME, Edition
from registry.exports.package import pretty
from registry.model.identifiers import identify
from registry.snapshot import Snapshot
from registry.views.cohort import Dimension
from registry.views.efficacy import efficacy
from registry.views.efficacy_rows import EfficacyRow
from registry.views.programmes import ProgrammeRow, programmes

NCT = "NCT"
STUDY_TYPES = {
    "CLINICAL_TRIAL": "INTERVENTIONAL",
    "COMPASSIONATE_USE": "EXPANDED_ACCESS",
    "NAMED_PATIENT": "EXPANDED_ACCESS",
}


def study(edition: Edition, programme: str) -> list[bytes]:
    """The programme, which the snapshot has, as a study record."""
    (row,) = [row for row in programmes(edition.snapshot) if row.id == programme]
    mine = rows_of(edition.snapshot, programme)
    results = dict(sections(edition.snapshot, row, mine))
    record = {
        "protocolSection": protocol(edition, row),
        "resultsSection": {**results, "moreInfoModule": more(edition, row)},
        "derivedSection": {
            "miscInfoModule": {"versionHolder": edition.snapshot.as_of.isoformat()},
        },
        "hasResults": any(row.groups for row in mine),
    }
    return [pretty(record)]


def rows_of(snapshot: Snapshot, programme: str) -> tuple[EfficacyRow, ...]:
    """The programme's primary outcomes, one row for each of both timings."""
    where = {Dimension.PROGRAMME: frozenset({programme})}
    return efficacy(snapshot, by=(Dimension.PROGRAMME,), where=where)


def sections(
    snapshot: Snapshot, programme: ProgrammeRow, mine: tuple[EfficacyRow, ...]
) -> Iterator[tuple[str, Any]]:
    """The modules of the results, those that have nothing to tell left out."""
    by_timing = {row.timing: row for row in reversed(mine)}
    rows = [by_timing[timing] for timing in sorted(by_timing)]
    modules = {
        "participantFlowModule": flow(rows),
        "baselineCharacteristicsModule": baseline(snapshot, programme.id),
        "outcomeMeasuresModule": outcomes(snapshot, programme, mine),
        "adverseEventsModule": adverse_events(snapshot, programme.id),
    }
    return ((name, module) for name, module in modules.items() if module)


def protocol(edition: Edition, row: ProgrammeRow) -> dict[str, Any]:
    """What was registered beforehand; only what the programme states."""
    known = [found for found in map(identify, row.identifiers) if found]
    numbers = [number for _, number in known if number.startswith(NCT)]
    identification = {
        "orgStudyIdInfo": {"id": row.id},
        "organization": {"fullName": row.sponsor_name or texts.NOTHING_STATED},
        "briefTitle": row.title,
        "secondaryIdInfos": [{"id": number} for number in row.identifiers],
    }
    if numbers:
        identification["nctId"] = numbers[0]
    return {
        "identificationModule": identification,
        "statusModule": {"overallStatus": "UNKNOWN", **days_of(row)},
        "sponsorCollaboratorsModule": {"leadSponsor": {"name": row.sponsor_name}},
        "descriptionModule": {"briefSummary": summary(edition, row)},
        "conditionsModule": {"conditions": [row.disease_label]},
        "designModule": design(row),
        "armsInterventionsModule": {"interventions": [{"name": row.product_name}]},
    }


def days_of(row: ProgrammeRow) -> dict[str, Any]:
    """First day and planned last day, and why it stopped, where they are stated."""
    found: dict[str, Any] = {}
    if row.starts_on:
        found["startDateStruct"] = {"date": row.starts_on.isoformat()}
    if row.planned_end:
        end = {"date": row.planned_end.isoformat(), "type": "ESTIMATED"}
        found["completionDateStruct"] = end
    if row.stop_reason:
        found |= {"overallStatus": "TERMINATED", "whyStopped": row.stop_reason.value}
    return found


def design(row: ProgrammeRow) -> dict[str, Any]:
    """The kind of study by its legal route, and the planned number."""
    kind = STUDY_TYPES.get(row.route, "OBSERVATIONAL")
    planned = {"count": row.planned_patients, "type": "ESTIMATED"}
    return {
        "studyType": kind,
        **({"enrollmentInfo": planned} if row.planned_patients is not None else {}),
    }


def summary(edition: Edition, row: ProgrammeRow) -> str:
    """Where the record comes from; and that it is invented, where it is."""
    fictional = "Fictional demonstration data. " if row.synthetic else ""
    route = row.route.value.replace("_", " ").lower()
    return f"{fictional}{edition.title}, programme {row.id} ({route}). {row.design_text}".strip()


def more(edition: Edition, row: ProgrammeRow) -> dict[str, Any]:
    """What a reader must know of the numbers."""
    told = [
        f"From {NAME}, digest {edition.frozen.digest}. Numbers are exact sums over open sealed "
        f"groups of at least {texts.MINIMUM_GROUP} patients; newer patients are not included yet.",
        *(d.explanation for d in row.decisions if not d.open and d.stage in ("R2", "R3")),
    ]
    return {"limitationsAndCaveats": {"description": " ".join(told)}}
