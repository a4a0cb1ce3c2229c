"""Attackers who subtract the infused from the accepted: what is left are the never infused.

Who was never infused is known to those around a patient. Curves of the infused are published for
bundles; the reason *dead* of an endpoint counts the infused of one group, and bounds the same.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.attacks.lattice import Exposure
from tests.attacks.public import SAME_QUESTION, Reading
from tests.attacks.truth import FUNNEL, counted_on, latest, status
from tests.attacks.world import FUNCTION, LONGEST_WAIT, RESPONSE, SURVIVAL

ENOUGH = 11
ASKED = {endpoint.id: endpoint for endpoint in (RESPONSE, SURVIVAL, FUNCTION)}
NOT_INFUSED, EXCLUDED = ("NEVER_INFUSED", "UNREPORTED"), ("WITHDRAWN", "REGISTERED_LATE")


def bundles_subtracted(reading: Reading) -> Exposure:
    """Subtracts every curve of the infused ever published from those of its groups' accepted.

    What is left are those not in it; the infused may be few (design, section 5.11).
    """
    shown = {
        (tuple(bundle["group_ids"]), min(days), day)
        for snapshot in reading.snapshots
        for bundle in snapshot["bundles"]
        for curve in bundle["curves"]
        for days in [[*curve["superseded"], *curve["as_of"]]]
        for day in curve["as_of"]
    }
    left = [len([*beside_infused(reading, *row)]) for row in shown]
    return Exposure(len(left), min(filter(None, left), default=0))


def beside_infused(
    reading: Reading, groups: Iterable[str], first: str, counted: str
) -> Iterator[str]:
    """The patients of groups whom a curve of the infused does not have, as it was counted.

    Who withdraws, or is found late, stays in a curve that was published before.
    """
    patients = {patient.id: patient for patient in reading.published.world.patients}
    funnels = counted_on(reading, FUNNEL)
    on, began = date.fromisoformat(counted), date.fromisoformat(first)
    for group in groups:
        for id in reading.published.roll[group]:
            now = status(patients[id], on, latest(funnels[group], on))
            then = status(patients[id], began, latest(funnels[group], began))
            if (then if now in EXCLUDED else now) in (*NOT_INFUSED, *EXCLUDED):
                yield id


@dataclass(frozen=True)
class Left:
    """How many never infused of one group died by a horizon: at least and at most, of how many."""

    group_id: str
    horizon: int
    never_infused: int
    least: int
    most: int


def deaths_left(reading: Reading) -> Iterator[Left]:
    """Of each group with 1 to 10 never infused, what follows of their deaths by each horizon."""
    for group in reading.snapshots[-1]["groups"]:
        curve = next((c for c in group["curves"] if c["curve"] == "survival"), None)
        if curve is None or not group["endpoints"]:
            continue
        few = max(sum(e["no_success"][r] for r in NOT_INFUSED) for e in group["endpoints"])
        died = 0
        for interval in curve["intervals"] if 0 < few < ENOUGH else ():
            died += sum(interval["events"].values())
            least, most = of_infused(group, interval["day"])
            left = max(died - most, 0), min(died - least, few)
            if left[0] <= left[1]:
                yield Left(group["id"], interval["day"], few, *left)


def of_infused(group: Mapping[str, Any], horizon: int) -> tuple[int, int]:
    """How many infused died by a horizon from acceptance: at least, at most."""
    least, most = 0, int(group["accepted"])
    for counts in group["endpoints"]:
        id = counts["endpoint_id"].split(":")[0]
        endpoint = ASKED[SAME_QUESTION.get(id, id)]
        dead = counts["no_success"]["DEAD"]
        if endpoint is SURVIVAL:
            dead += counts["no_success"]["OBSERVED_FAILURE"]
        wait = 0 if endpoint is SURVIVAL else LONGEST_WAIT
        if wait + endpoint.day <= horizon:
            least = max(least, dead)
        if endpoint.day >= horizon:
            most = min(most, dead)
    return least, most


def never_infused(reading: Reading) -> dict[str, dict[str, int]]:
    """Groups with 1 to 10 never infused: whose deaths are counted exactly, or certain."""
    found: dict[str, list[Left]] = {}
    for left in deaths_left(reading):
        found.setdefault(left.group_id, []).append(left)
    exact = [rows for rows in found.values() if any(row.least == row.most for row in rows)]
    certain = [
        rows
        for rows in found.values()
        if any(row.most == 0 or row.least == row.never_infused for row in rows)
    ]
    groups = sum(bool(group["endpoints"]) for group in reading.snapshots[-1]["groups"])
    return {"all": {"groups": groups, "with 1 to 10": len(found), "exact": len(exact),
                    "certain": len(certain)}}  # fmt: skip
