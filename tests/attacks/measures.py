"""What protection costs and what remains, as numbers that add up over registries."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from numpy.random import Generator

from tests.attacks import accrual as drawn
from tests.attacks.corrections import has_changed
from tests.attacks.papers import Paper, at_any_date, subtracted, totals
from tests.attacks.public import SUCCESS, Reading
from tests.attacks.truth import counted_on
from tests.attacks.world import RESPONSE, Patient, Study

ENOUGH = 11
ACCRUALS = (1.5, 3, 6, 12)
"""Bounds between programmes by patients accepted in half a year."""

ACCRUAL_NAMES = ("under 1.5", "1.5 to 3", "3 to 6", "6 to 12", "over 12")
SUCCESS_NAMES = tuple(f"{round(100 * share)} %" for share in drawn.SUCCESS)

Row = dict[str, int]
Table = dict[str, Row]


def accrual(study: Study) -> str:
    """How fast a programme accepts, in words."""
    return ACCRUAL_NAMES[sum(study.per_half_year >= bound for bound in ACCRUALS)]


def success(study: Study) -> str:
    """A programme's true share of successes among the infused."""
    return f"{round(100 * study.success)} %"


def papers_left(reading: Reading, having: int, chance: Generator) -> Mapping[str, Table]:
    """What full publications and papers at any date leave, beside our groups, by programme."""
    whole = {"programme totals": totals(reading, having)}
    part = {"papers at any date": at_any_date(reading, having, chance)}
    return {name: left_by(reading, papers) for name, papers in (whole | part).items()}


def left_by(reading: Reading, papers: Iterator[Paper]) -> Table:
    """How many papers single out fewer than 11, or one, and make somebody's outcome certain."""
    studies = {study.programme.id: study for study in reading.published.world.studies}
    table: Table = defaultdict(lambda: defaultdict(int))
    for paper in papers:
        study = studies[paper.programme_id]
        found = subtracted(reading, paper)
        for name in rows_of(reading, study):
            row = table[name]
            row["papers"] += 1
            row["few"] += 0 < found.fewest < ENOUGH
            row["one"] += found.fewest == 1
            row["certain"] += found.certain > 0
    return {name: dict(row) for name, row in table.items()}


def rows_of(reading: Reading, study: Study) -> list[str]:
    """Under which headings a programme counts."""
    patients = reading.published.world.of(study.programme.id)
    if len(patients) < ENOUGH:
        return ["fewer than 11 accepted"]
    late = any(p.timing == "RETROSPECTIVE" or p.found_late_on for p in patients)
    end = "end declared" if study.events else "no end declared"
    return ["11 and more accepted", f"{end}, {'some' if late else 'nobody'} registered late"]


def shared_outcomes(reading: Reading) -> Mapping[str, Table]:
    """Patients of groups in which everybody, or everybody but one, has the same outcome."""
    table: Table = defaultdict(lambda: defaultdict(int))
    studies = {study.programme.id: success(study) for study in reading.published.world.studies}
    for group in reading.snapshots[-1]["groups"]:
        told = next((e for e in group["endpoints"] if e["endpoint_id"] == RESPONSE.id), None)
        if told is None:
            continue
        size, responded = group["accepted"], told["success"]
        row = table[studies[group["programme_id"]]]
        row["groups"] += 1
        row["patients"] += size
        row["anyone"] += size * (responded in (0, size))
        row["fellow"] += fellows(size, responded)
    return {"shared outcomes": {name: dict(row) for name, row in sorted(table.items())}}


def fellows(size: int, responded: int) -> int:
    """The patients whose outcome at least one fellow member knows for certain."""
    if responded in (0, size):
        return size
    return size - 1 if responded in (1, size - 1) else 0


def coverage(reading: Reading) -> Mapping[str, Table]:
    """By accrual: who is left over, who is never published, and how long the others wait."""
    table: Table = defaultdict(lambda: defaultdict(int))
    world = reading.published.world
    homes = {id: group for group, mine in reading.published.roll.items() for id in mine}
    groups = {group["id"]: group for group in reading.snapshots[-1]["groups"]}
    told = efficacy_days(reading)
    for study in world.studies:
        patients = world.of(study.programme.id)
        for patient in patients:
            row = table[accrual(study)]
            row["patients"] += 1
            row["in small programmes"] += len(patients) < ENOUGH
            placed(row, patient, groups.get(homes.get(patient.id, "")), told)
    return {"coverage": {name: dict(row) for name, row in table.items()}}


def placed(
    row: Row, patient: Patient, group: Mapping[str, Any] | None, told: Mapping[str, date]
) -> None:
    """Adds where one patient stands, and how many months that took."""
    if group is None or not group["opened_on"]:
        row["never"] += 1
        return
    row["in remainders"] += bool(group["remainder_of"])
    row["country"] += group["country"] != "SEVERAL"
    row["opened"] += 1
    row["months to opening"] += months(patient, date.fromisoformat(group["opened_on"]))
    if group["id"] in told:
        row["told"] += 1
        row["months to efficacy"] += months(patient, told[group["id"]])


def months(patient: Patient, until: date) -> int:
    """Whole months from a patient's acceptance."""
    return round((until - patient.accepted_on).days / 30.44)


def efficacy_days(reading: Reading) -> dict[str, date]:
    """The first day on which each group's successes were public."""
    first: dict[str, date] = {}
    for snapshot in reading.snapshots:
        for group in snapshot["groups"]:
            if group["endpoints"]:
                first.setdefault(group["id"], date.fromisoformat(snapshot["as_of"]))
    return first


def persons(reading: Reading) -> Table:
    """Groups by their different persons, and persons who stand in several groups."""
    world = reading.published.world
    names = {patient.id: patient.person for patient in world.patients}
    homes: dict[str, set[str]] = defaultdict(set)
    sizes = []
    for group, mine in reading.published.roll.items():
        sizes.append(len({names[id] for id in mine}))
        for id in mine:
            homes[names[id]].add(group)
    several = sum(len(groups) > 1 for groups in homes.values())
    return {"all": {"groups": len(sizes), "fewest": min(sizes, default=0), "persons": len(homes),
                    "in several groups": several}}  # fmt: skip


def stale_counts(reading: Reading) -> Table:
    """Of how many members of each group something else counts by now than stands published."""
    world = reading.published.world
    truth = {patient.id: patient for patient in world.patients}
    last = date.fromisoformat(reading.snapshots[-1]["as_of"])
    row: Row = defaultdict(int)
    for group, days in counted_on(reading, SUCCESS).items():
        mine = [truth[id] for id in reading.published.roll[group]]
        moved = sum(has_changed(patient, days[-1], last, ()) for patient in mine)
        row["groups"] += 1
        row["corrected"] += len(days) > 1
        row["stale"] += moved > 0
        row["stale patients"] += moved
        row["patients"] += len(mine)
    return {"all": dict(row)}
