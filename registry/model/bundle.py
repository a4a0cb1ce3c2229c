"""Bundles as they are public: fixed runs of a programme's groups, published together."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from registry.model.codes import Timing
from registry.model.sealed import CurveCounts, Table, intervals_of


class BundleKind(StrEnum):
    """What a bundle is for: curves of the infused, or sums of a change."""

    INFUSED = "INFUSED"
    CHANGE = "CHANGE"


class ChangeSums(Table, frozen=True, forbid_unknown_fields=True):
    """Changes from baseline in scale points: of how many patients, their sum, that of squares."""

    endpoint_id: str
    patients: int
    total: int
    squares: int

    @property
    def content(self) -> str:
        return f"change/{self.endpoint_id}"


class PublicBundle(Struct, frozen=True, forbid_unknown_fields=True):
    """A fixed run of a programme's groups of one timing, in the order they were sealed.

    A bundle of INFUSED holds 0 or at least 11 never infused and shows `curves` of the infused; one
    of CHANGE holds at least 11 assessed and shows their `sums`. Once cut, a run stays as it is.
    """

    id: str
    programme_id: str
    kind: BundleKind
    timing: Timing
    group_ids: tuple[str, ...]
    closed_on: date
    endpoint_id: str | None = None
    curves: tuple[CurveCounts, ...] = ()
    sums: ChangeSums | None = None


def contents_in(bundle: PublicBundle) -> dict[str, date | None]:
    """What is public of a bundle, with the release date it was counted for, by id."""
    sums = {} if bundle.sums is None else {bundle.sums.content: bundle.sums.as_of}
    return {**sums, **intervals_of(bundle.curves)}
