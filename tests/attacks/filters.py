"""Attackers who ask: every grouping and filter of the efficacy view, subtracted from each other.

The attacker works out from the public keys of groups whom an answer should cover, and looks
whether the numbers in it are sums over exactly these whole groups.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from registry.model.regions import region_of
from registry.snapshot import Snapshot
from registry.views.cohort import Dimension, Filter
from registry.views.efficacy import efficacy
from registry.views.efficacy_rows import EfficacyRow
from tests.attacks.algebra import Sum
from tests.attacks.public import Reading

KEYS = {
    Dimension.COUNTRY: "country",
    Dimension.AGE_CLASS: "age_class",
    Dimension.PERIOD: "last_period",
}
"""The keys that a group of one programme may span, by their names in the snapshot."""

FINER = (Dimension.AGE_BAND, Dimension.SEX)
"""The keys of the wish list, which a group has in `finer` if it was split by them."""

FACTS = {
    Dimension.PRODUCT: "product_id",
    Dimension.ATMP_CLASS: "atmp_class",
    Dimension.VECTOR: "vector",
    Dimension.ORIGIN: "origin",
    Dimension.DISEASE: "disease",
    Dimension.ROUTE: "route",
    Dimension.PROGRAMME: "id",
    Dimension.SPONSOR: "sponsor_id",
}
"""The keys that follow from programme and product, by their names in the snapshot."""

SMALL = (Dimension.PROGRAMME, Dimension.COUNTRY, Dimension.AGE_CLASS, Dimension.PERIOD)


def groupings() -> list[tuple[Dimension, ...]]:
    """No grouping, every single key, every pair of keys, and the finest."""
    dimensions = list(Dimension)
    singles = [(dimension,) for dimension in dimensions]
    return [(), *singles, *combinations(dimensions, 2), SMALL]


def wanted(snapshot: Mapping[str, Any]) -> list[Filter]:
    """No filter, and one for each value of the keys that groups have."""
    filters: list[Filter] = [{}]
    for dimension, name in KEYS.items():
        values = sorted({g[name] for g in snapshot["groups"] if g.get(name)} - {"SEVERAL"})
        filters += [{dimension: frozenset({value})} for value in values]
    for dimension in FINER:
        shown = {(g["finer"] or {}).get(dimension, "SEVERAL") for g in snapshot["groups"]}
        filters += [{dimension: frozenset({value})} for value in sorted(shown - {"SEVERAL"})]
    return filters


def answers(reading: Reading, index: int) -> Iterator[tuple[Sum, Sum | None]]:
    """Of every row of every answer on one snapshot: the accepted, and the successes, as sums."""
    frozen, snapshot = reading.published.snapshots[index].snapshot, reading.snapshots[index]
    for by in groupings():
        yield from answered(reading, frozen, snapshot, by, {})
    for where in wanted(snapshot)[1:]:
        yield from answered(reading, frozen, snapshot, SMALL[:2], where)


def answered(
    reading: Reading,
    frozen: Snapshot,
    snapshot: Mapping[str, Any],
    by: tuple[Dimension, ...],
    where: Filter,
) -> Iterator[tuple[Sum, Sum | None]]:
    """The rows of one answer that show numbers."""
    for row in efficacy(frozen, by=by, where=where):
        if row.accepted.value is None:
            continue
        groups = [g for g in snapshot["groups"] if is_in(g, row, where, snapshot)]
        told = [g for g in groups if g["endpoints"]]
        success = row.result.success.value
        yield (
            Sum(together(reading, groups), row.accepted.value),
            None if success is None else Sum(together(reading, told), success),
        )


def is_in(
    group: Mapping[str, Any], row: EfficacyRow, where: Filter, snapshot: Mapping[str, Any]
) -> bool:
    """Whether a group has the keys of a row, by what is public of it."""
    programmes = {stage.id for stage in row.programmes}
    keys = {key.dimension: key.value for key in row.keys}
    return (
        group["state"] == "OPEN"
        and group["timing"] == row.timing
        and set(programmes_of(group)) <= programmes
        and all(value_of(group, dim, snapshot) == value for dim, value in keys.items())
        and all(fits(group, dim, values, snapshot) for dim, values in where.items())
    )


def fits(
    group: Mapping[str, Any],
    dimension: Dimension,
    values: frozenset[str],
    snapshot: Mapping[str, Any],
) -> bool:
    """Whether a group lies wholly in what a filter asks for; half-years by their first and last."""
    if dimension is Dimension.PERIOD:
        return {group["first_period"], group["last_period"]} <= values
    return value_of(group, dimension, snapshot) in values


def programmes_of(group: Mapping[str, Any]) -> list[str]:
    """The programmes whose patients are in a group."""
    return list(group["programme_ids"]) or [group["programme_id"]]


def value_of(group: Mapping[str, Any], dimension: Dimension, snapshot: Mapping[str, Any]) -> str:
    """A key of a group; several where it spans half-years, or its programmes differ."""
    if dimension is Dimension.PERIOD and group["first_period"] != group["last_period"]:
        return "SEVERAL"
    if dimension in KEYS:
        return str(group[KEYS[dimension]])
    if dimension in FINER:
        return str((group["finer"] or {}).get(dimension, "SEVERAL"))
    if dimension is Dimension.REGION:
        return region_of(group["country"]) if group["country"] != "SEVERAL" else "SEVERAL"
    if dimension is Dimension.TIMING:
        return str(group["timing"])
    values = {of_programme(id, dimension, snapshot) for id in programmes_of(group)}
    return values.pop() if len(values) == 1 else "SEVERAL"


def of_programme(id: str, dimension: Dimension, snapshot: Mapping[str, Any]) -> str:
    """A public fact of a programme, or of its product."""
    facts = next(p["programme"] for p in snapshot["programmes"] if p["programme"]["id"] == id)
    product = next(p for p in snapshot["directory"]["products"] if p["id"] == facts["product_id"])
    return str((product | facts)[FACTS[dimension]])


def together(reading: Reading, groups: list[Mapping[str, Any]]) -> int:
    """The patients of some groups."""
    found = 0
    for group in groups:
        found |= reading.members[group["id"]]
    return found


def are_whole(sums: list[Sum]) -> bool:
    """Whether every number of accepted patients is that of the groups it should be of."""
    return all(row.size == row.value for row in sums)
