"""What stands behind a row over sealed groups, and what it says of that beside its numbers."""

from datetime import date
from typing import Generic

from msgspec import Struct

from registry.model.codes import Timing
from registry.model.sealed import SealedGroup
from registry.snapshot import PublicProgramme
from registry.views.cohort import Dimension, Member
from registry.views.figures import Count
from registry.views.strands import Q


class Key(Struct, frozen=True):
    """One dimension of a row. `value` is None while it is not public, or SEVERAL."""

    dimension: Dimension
    value: str | None
    name: str


class ProgrammeStage(Struct, frozen=True):
    """A programme that belongs to a row, with the release stage it has reached."""

    id: str
    title: str
    stage: str


class NotIncluded(Struct, frozen=True):
    """Open groups whose counts are not public yet, and their accepted patients."""

    groups: int
    patients: int


class LeftOut(Struct, frozen=True):
    """Open groups that span what was asked for, and their accepted patients."""

    dimensions: tuple[Dimension, ...]
    groups: int
    patients: int


class CohortRow(Struct, frozen=True, kw_only=True):
    """The head of a row: one timing, real or fictional, for one value of each dimension.

    `groups` are open, with `accepted` patients; `forming` are sealed with at least 11 patients each
    and may belong here; `left_out` span the question.
    """

    id: str
    keys: tuple[Key, ...]
    timing: Timing
    programmes: tuple[ProgrammeStage, ...]
    groups: int
    forming: int
    accepted: Count
    left_out: tuple[LeftOut, ...]
    synthetic: bool
    as_of: date


class Cohort(Struct, Generic[Q], frozen=True):
    """The open groups of a row, the members that may join it, and what it must leave out.

    `counted` pairs each group with the id of what is asked in it.
    """

    id: str
    keys: tuple[Key, ...]
    timing: Timing
    synthetic: bool
    asked: Q
    counted: list[tuple[SealedGroup, str]]
    waiting: list[Member]
    programmes: list[PublicProgramme]
    left_out: tuple[LeftOut, ...]
    as_of: date

    @property
    def groups(self) -> list[SealedGroup]:
        """The open groups of the row."""
        return [group for group, _ in self.counted]

    @property
    def forming(self) -> int:
        """Sealed groups that may join the row once they open."""
        return sum(member.group is not None for member in self.waiting)
