"""Which sealed groups a reader's question concerns: whole groups, in or out, never a part of one.

A group that spans several countries cannot be split by country, nor a remainder group by what its
programmes differ in. Such groups are told apart, so that an answer can say how many patients it
leaves out.
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum, StrEnum
from typing import NamedTuple

from msgspec import Struct

from registry.model.calendar import half_years_between
from registry.model.codes import Timing
from registry.model.diseases import wider
from registry.model.regions import region_of
from registry.model.sealed import SEVERAL, SealedGroup
from registry.model.wishes import AGES_WITHIN, SplitKey
from registry.snapshot import PublicProgramme, Snapshot
from registry.views.activity import is_open
from registry.views.names import NOT_STATED, Names


class Dimension(StrEnum):
    """A key of sealed groups by which every sum over them can be filtered and grouped."""

    PRODUCT = "PRODUCT"
    ATMP_CLASS = "ATMP_CLASS"
    VECTOR = "VECTOR"
    ORIGIN = "ORIGIN"
    DISEASE = "DISEASE"
    ROUTE = "ROUTE"
    PROGRAMME = "PROGRAMME"
    SPONSOR = "SPONSOR"
    COUNTRY = "COUNTRY"
    REGION = "REGION"
    PERIOD = "PERIOD"
    AGE_CLASS = "AGE_CLASS"
    AGE_BAND = "AGE_BAND"
    SEX = "SEX"
    TIMING = "TIMING"


BLURRING = (
    Dimension.COUNTRY,
    Dimension.REGION,
    Dimension.PERIOD,
    Dimension.AGE_CLASS,
    Dimension.AGE_BAND,
    Dimension.SEX,
)
"""Keys that a group of one programme may span, and that are not public before it opens."""

Filter = Mapping[Dimension, frozenset[str]]
"""Wanted values by dimension. A dimension that is not named lets everything pass."""

Values = Mapping[Dimension, str | None]
"""The keys of a member; None while a key is not public."""


class Value(NamedTuple):
    """A member's value in one dimension: None while it is not public, SEVERAL where it spans some.

    `parts` are what it spans where that is public: what a remainder's programmes are, the
    half-years of any open group; None where it may be anything.
    """

    shown: str | None
    parts: frozenset[str] | None = None


class Standing(IntEnum):
    """How a member stands to a filter: left out, inside, or spanning it."""

    OUT = 0
    INSIDE = 1
    BLURRED = 2


class Member(Struct, frozen=True):
    """A sealed group, or a programme itself while it has no group of its own.

    A remainder group has several programmes; `parts` are their values, by dimension, the finer
    ages that a group of one age class may span, and the half-years that a group does.
    """

    programmes: tuple[PublicProgramme, ...]
    group: SealedGroup | None
    timing: Timing
    values: Values
    parts: Mapping[Dimension, frozenset[str]] = {}

    @property
    def shown(self) -> SealedGroup | None:
        """The group, if its numbers are public."""
        return self.group if self.group is not None and is_open(self.group) else None

    @property
    def synthetic(self) -> bool:
        """Whether it is fictional; no group is in part."""
        return self.programmes[0].programme.synthetic

    @property
    def is_remainder(self) -> bool:
        """Whether it is what was left of several programmes."""
        return len(self.programmes) > 1

    def value(self, dimension: Dimension) -> Value:
        """Its value in one dimension."""
        return Value(self.values[dimension], self.parts.get(dimension))


def members(snapshot: Snapshot, names: Names) -> Iterator[Member]:
    """Every sealed group, and every programme that has none of its own."""
    groups: dict[str, list[SealedGroup]] = {}
    for group in snapshot.groups:
        groups.setdefault(group.programme_id, []).append(group)
    for row in snapshot.programmes:
        facts = _programme_values(row, names)
        for own in groups.get(row.programme.id, [None]):
            timing = own.timing if own else Timing.PROSPECTIVE
            values = {**facts, **_group_values(own, timing)}
            parts = {**_finer_ages(values), **_half_years(own)}
            yield Member((row,), own, timing, values, parts)
    rows = {row.programme.id: row for row in snapshot.programmes}
    for group in groups.get("", ()):
        yield _remainder([rows[id] for id in group.programmes], group, names)


def _remainder(rows: Sequence[PublicProgramme], group: SealedGroup, names: Names) -> Member:
    """A remainder group: keyed by what its programmes have in common, else SEVERAL."""
    known = [_programme_values(row, names) for row in rows]
    parts = {dim: frozenset(values[dim] for values in known) for dim in known[0]}
    shared = {dim: _common(some) for dim, some in parts.items()}
    values = {**shared, **_group_values(group, group.timing)}
    return Member(tuple(rows), group, group.timing, values, {**parts, **_half_years(group)})


def _common(values: frozenset[str]) -> str:
    return next(iter(values)) if len(values) == 1 else SEVERAL


def standing(dimension: Dimension, value: Value, wanted: frozenset[str]) -> Standing:
    """How a value stands to the wanted ones; spanning both wanted and others hides whether it is.

    A key that is not public yet may still match. A wider disease asks for its narrower ones.
    """
    if value.shown is None or value.shown in wanted:
        return Standing.INSIDE
    if value.parts is None and value.shown == SEVERAL:
        return Standing.BLURRED
    parts = value.parts or {value.shown}
    found = {bool(wanted.intersection(_names_of_value(dimension, part))) for part in parts}
    if len(found) == 2:
        return Standing.BLURRED
    return Standing.INSIDE if True in found else Standing.OUT


def keys_of_rows(value: Value, is_shown: bool) -> frozenset[str | None] | None:
    """The keys in one dimension of the rows that may hold patients of a group; None: any key.

    What spans some belongs to each of them, and to what a filter hides (None). While a group is
    not shown, a key that is not public may be any.
    """
    if not is_shown:
        return None if value.shown is None else frozenset({value.shown})
    if value.shown != SEVERAL:
        return frozenset({value.shown})
    return None if value.parts is None else frozenset({SEVERAL, None, *value.parts})


def key_of(values: Values, by: Sequence[Dimension]) -> tuple[str | None, ...]:
    """The member's own values in the dimensions of a grouping."""
    return tuple(values[dimension] for dimension in by)


def _names_of_value(dimension: Dimension, value: str) -> frozenset[str]:
    return frozenset(wider(value)) if dimension is Dimension.DISEASE else frozenset({value})


def _programme_values(row: PublicProgramme, names: Names) -> dict[Dimension, str]:
    programme = row.programme
    product = names.products.get(programme.product_id)
    return {
        Dimension.PRODUCT: programme.product_id,
        Dimension.ATMP_CLASS: str((product and product.atmp_class) or NOT_STATED),
        Dimension.VECTOR: str((product and product.vector) or NOT_STATED),
        Dimension.ORIGIN: str((product and product.origin) or NOT_STATED),
        Dimension.DISEASE: programme.disease,
        Dimension.ROUTE: str(programme.route),
        Dimension.PROGRAMME: programme.id,
        Dimension.SPONSOR: programme.sponsor_id or NOT_STATED,
    }


def _group_values(group: SealedGroup | None, timing: Timing) -> dict[Dimension, str | None]:
    return {
        Dimension.COUNTRY: group.country if group else None,
        Dimension.REGION: _region(group) if group else None,
        Dimension.PERIOD: _period(group) if group else None,
        Dimension.AGE_CLASS: group.age_class if group else None,
        Dimension.AGE_BAND: _finer(group, SplitKey.AGE_BAND) if group else None,
        Dimension.SEX: _finer(group, SplitKey.SEX) if group else None,
        Dimension.TIMING: str(timing),
    }


def _finer(group: SealedGroup, key: SplitKey) -> str | None:
    """A group's value of an adopted key; several where it formed without that key."""
    return (group.finer or {}).get(key, SEVERAL) if is_open(group) else None


def _finer_ages(values: Values) -> dict[Dimension, frozenset[str]]:
    """The finer ages that a group of one age class may span where it is not split by them."""
    bands = AGES_WITHIN.get(values[Dimension.AGE_CLASS] or "")
    return {Dimension.AGE_BAND: bands} if bands and values[Dimension.AGE_BAND] == SEVERAL else {}


def _region(group: SealedGroup) -> str | None:
    return group.country if group.country in (None, SEVERAL) else region_of(group.country)


def _period(group: SealedGroup) -> str | None:
    return group.first_period if group.first_period == group.last_period else SEVERAL


def _half_years(group: SealedGroup | None) -> dict[Dimension, frozenset[str]]:
    """The half-years that a group spans: a year that is asked for holds one of both its halves."""
    if group is None or group.first_period is None or group.last_period is None:
        return {}
    if group.first_period == group.last_period:
        return {}
    return {Dimension.PERIOD: half_years_between(group.first_period, group.last_period)}
