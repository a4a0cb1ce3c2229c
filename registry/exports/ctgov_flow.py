"""Participant flow and baseline of a programme in the shape of ClinicalTrials.gov."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from registry import texts
from registry.model.codes import Timing
from registry.model.sealed import SEVERAL, SealedGroup
from registry.snapshot import Snapshot
from registry.views.activity import is_open
from registry.views.efficacy_rows import EfficacyRow

# The register's own words where it has them; ours elsewhere.
REASONS = {
    "DEATH": "Death",
    "PATIENT_WITHDREW": "Withdrawal by Subject",
    "PHYSICIAN_DECISION": "Physician Decision",
}
TITLES = {
    Timing.PROSPECTIVE: "Registered before the outcome could be known",
    Timing.RETROSPECTIVE: "Registered afterwards",
}


def flow(rows: Sequence[EfficacyRow]) -> dict[str, Any]:
    """From acceptance to first administration, of the groups whose longest wait has passed."""
    shown = [row for row in rows if row.infusion.accepted.value is not None]
    if not shown:
        return {}
    names = {row.id: f"FG{n:03}" for n, row in enumerate(shown)}
    started = [achieved(names[row.id], row.infusion.accepted.value) for row in shown]
    infused = [achieved(names[row.id], row.infusion.infused.value) for row in shown]
    not_infused = [
        achieved(names[row.id], sum(each.patients for each in row.infusion.not_infused))
        for row in shown
    ]
    return {
        "recruitmentDetails": "; ".join(filter(None, map(beside, shown))),
        "groups": [
            {
                "id": names[row.id],
                "title": TITLES[row.timing],
                "description": f"Accepted patients of {row.infusion.groups} open sealed groups.",
            }
            for row in shown
        ],
        "periods": [
            {
                "title": "From acceptance to first administration",
                "milestones": [
                    {"type": "STARTED", "comment": "Accepted", "achievements": started},
                    {"type": "COMPLETED", "comment": "Infused in time", "achievements": infused},
                    {"type": "NOT COMPLETED", "achievements": not_infused},
                ],
                "dropWithdraws": withdrawn(shown, names),
            }
        ],
    }


def achieved(group: str, patients: int | None) -> dict[str, str]:
    """Patients of a group; numbers are text there."""
    return {"groupId": group, "numSubjects": str(patients)}


def withdrawn(rows: Sequence[EfficacyRow], names: dict[str, str]) -> list[dict[str, Any]]:
    """Why patients were not infused, reason by reason, with every group."""
    codes = sorted({each.reason for row in rows for each in row.infusion.not_infused})
    counts = {row.id: {e.reason: e.patients for e in row.infusion.not_infused} for row in rows}
    return [
        {
            "type": REASONS.get(code, texts.NOT_INFUSED[code]),
            "reasons": [achieved(names[row.id], counts[row.id].get(code, 0)) for row in rows],
        }
        for code in codes
    ]


def beside(row: EfficacyRow) -> str:
    """What of the programme is not in these numbers."""
    forming = texts.forming(row.forming)
    left_out = " ".join(texts.left_out(each.patients, each.dimensions) for each in row.left_out)
    return " ".join(filter(None, (forming, left_out)))


def baseline(snapshot: Snapshot, programme: str) -> dict[str, Any]:
    """What is public of the accepted: age class and country, by whole groups."""
    groups = [g for g in snapshot.groups if g.programme_id == programme and is_open(g)]
    timings = sorted({group.timing for group in groups})
    if not timings:
        return {}
    arms = [
        (f"BG{n:03}", timing, [g for g in groups if g.timing is timing])
        for n, timing in enumerate(timings)
    ]
    counts = [{"groupId": id, "value": str(patients_in(mine))} for id, _, mine in arms]
    return {
        "populationDescription": "All accepted patients of open sealed groups.",
        "groups": [{"id": id, "title": TITLES[timing]} for id, timing, _ in arms],
        "denoms": [{"units": "Participants", "counts": counts}],
        "measures": [
            characteristic("Age class", "age_class", "AGE_CLASS", arms),
            characteristic("Region of Enrollment", "country", "COUNTRY", arms),
        ],
    }


Arms = Sequence[tuple[str, Timing, list[SealedGroup]]]


def characteristic(title: str, key: str, dimension: str, arms: Arms) -> dict[str, Any]:
    """Accepted patients by a key of their groups; a group that spans several is told as that."""
    by_arm = {id: counted(mine, key) for id, _, mine in arms}
    values = sorted({value for counts in by_arm.values() for value in counts})
    categories = [
        {
            "title": texts.several(dimension) if value == SEVERAL else value,
            "measurements": [
                {"groupId": id, "value": str(counts[value])} for id, counts in by_arm.items()
            ],
        }
        for value in values
    ]
    return {
        "title": title,
        "paramType": "COUNT_OF_PARTICIPANTS",
        "unitOfMeasure": "Participants",
        "classes": [{"categories": categories}],
    }


def counted(groups: Sequence[SealedGroup], key: str) -> Counter[str]:
    """Accepted patients by the value of a key."""
    found: Counter[str] = Counter()
    for group in groups:
        found[getattr(group, key) or SEVERAL] += group.accepted or 0
    return found


def patients_in(groups: Sequence[SealedGroup]) -> int:
    """Accepted patients of groups."""
    return sum(group.accepted or 0 for group in groups)
