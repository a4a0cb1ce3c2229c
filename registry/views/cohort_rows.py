"""What stands behind a row over sealed groups, and what it says of that beside its numbers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Generic

from msgspec import Struct

from registry.model.codes import Timing
from registry.model.sealed import SealedGroup
from registry.snapshot import PublicProgramme
from registry.views.cohort import Dimension
from registry.views.columns import Added, Answer, C, Counts
from registry.views.figures import Count
from registry.views.index import Index, ProgrammeStage, Q

if TYPE_CHECKING:
    from registry.views.index import Numbers


class Key(Struct, frozen=True):
    """One dimension of a row. `value` is None while it is not public, or SEVERAL."""

    dimension: Dimension
    value: str | None
    name: str


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


class Cohort(Struct, Generic[Q], frozen=True, eq=False):
    """The open groups of a row, the members that may join it, and what it must leave out.

    `places` are of the groups, `waiting` of the members, `ranks` of the programmes, all in the
    index; `number` is that of the cohort within its answer. `accepted` are the patients of the
    groups; `forming` counts the sealed groups that may join.
    """

    id: str
    keys: tuple[Key, ...]
    timing: Timing
    synthetic: bool
    asked: Q
    index: Index
    answer: Answer
    number: int
    places: Numbers
    accepted: int
    waiting: Numbers
    forming: int
    ranks: list[int]
    left_out: tuple[LeftOut, ...]

    @property
    def as_of(self) -> date:
        """The day of the snapshot."""
        return self.index.as_of

    @property
    def groups(self) -> list[SealedGroup]:
        """The open groups of the row."""
        shown = (self.index.members[place].shown for place in sorted(self.places.tolist()))
        return [group for group in shown if group is not None]

    @property
    def programmes(self) -> list[PublicProgramme]:
        """The programmes of the row, also those without results, in order of id."""
        return [self.index.programmes[rank] for rank in self.ranks]

    def add(self, counts: Counts[C]) -> Added:
        """The counts of the open groups that have them public, added up."""
        return self.answer.added(self.number, self.asked, counts)

    def newer(self, than: Added) -> NotIncluded | None:
        """The open groups whose counts are not among those added up; None where there are none."""
        groups = len(self.places) - than.groups
        return NotIncluded(groups, self.accepted - than.accepted) if groups else None
