"""What a report for authorities goes through: each approval, and each exempted use without one."""

from functools import cached_property

from registry.model.codes import Route
from registry.model.product import Approval, Product
from registry.snapshot import Snapshot
from registry.views.cohort import Dimension, Filter
from registry.views.curve_rows import SurvivalRow
from registry.views.efficacy import efficacy
from registry.views.efficacy_rows import EfficacyRow
from registry.views.extent import Extent
from registry.views.follow_up import FollowUpRow, follow_up
from registry.views.manufacturing import ManufacturingRow, manufacturing
from registry.views.names import Names, names_of
from registry.views.programmes import ProgrammeRow
from registry.views.report import approvals_of, programmes_of
from registry.views.safety import SafetyRow, safety
from registry.views.survival import survival


class Patients:
    """The rows over sealed groups under a filter, as anybody can ask for them."""

    def __init__(self, snapshot: Snapshot, where: Filter) -> None:
        self.snapshot, self.where = snapshot, where

    @cached_property
    def follow_up(self) -> tuple[FollowUpRow, ...]:
        """Accepted, infused and followed patients."""
        return follow_up(self.snapshot, by=(), where=self.where)

    @cached_property
    def manufacturing(self) -> tuple[ManufacturingRow, ...]:
        """Attempts to manufacture."""
        return manufacturing(self.snapshot, by=(), where=self.where)

    @cached_property
    def safety(self) -> tuple[SafetyRow, ...]:
        """Adverse events."""
        return safety(self.snapshot, by=(), where=self.where)

    @cached_property
    def efficacy(self) -> tuple[EfficacyRow, ...]:
        """Primary outcomes."""
        return efficacy(self.snapshot, by=(), where=self.where)

    @cached_property
    def survival(self) -> tuple[SurvivalRow, ...]:
        """Survival, from acceptance and from the first administration."""
        return survival(self.snapshot, by=(), where=self.where)


class Subject:
    """An approval with the programmes under it, or a programme without an approval."""

    def __init__(
        self,
        snapshot: Snapshot,
        extent: Extent,
        approval: Approval | None,
        programmes: tuple[ProgrammeRow, ...],
    ) -> None:
        self.snapshot, self.extent = snapshot, extent
        self.approval, self.programmes = approval, programmes

    @property
    def id(self) -> str:
        """The id of the approval, else of the programme."""
        return self.approval.id if self.approval else self.programmes[0].id

    @property
    def synthetic(self) -> bool:
        """Whether it is fictional."""
        return self.approval.synthetic if self.approval else self.programmes[0].synthetic

    @property
    def product_id(self) -> str:
        """The product."""
        return self.approval.product_id if self.approval else self.programmes[0].product_id

    @cached_property
    def names(self) -> Names:
        """The names in the snapshot."""
        return names_of(self.snapshot)

    @property
    def product(self) -> Product | None:
        """What is known of the product."""
        return self.names.products.get(self.product_id)

    @property
    def ids(self) -> Filter:
        """The filter of its programmes."""
        return {Dimension.PROGRAMME: frozenset(programme.id for programme in self.programmes)}

    @cached_property
    def year(self) -> Patients:
        """Its patients of the year, in the country."""
        return Patients(self.snapshot, {**self.ids, **self.extent.where})

    @cached_property
    def all_years(self) -> Patients:
        """Its patients of any year, in the country."""
        return Patients(self.snapshot, {**self.ids, **self.extent.place})

    @cached_property
    def by_programme(self) -> tuple[FollowUpRow, ...]:
        """Its patients of any year and country, programme by programme."""
        return follow_up(self.snapshot, by=(Dimension.PROGRAMME,), where=self.ids)

    @cached_property
    def survival_by_programme(self) -> tuple[SurvivalRow, ...]:
        """The survival of its patients of any year and country, programme by programme."""
        return survival(self.snapshot, by=(Dimension.PROGRAMME,), where=self.ids)


def subjects(snapshot: Snapshot, extent: Extent) -> list[Subject]:
    """The approvals of the country in order of id, then exempted programmes under none of them.

    Approvals of which no programme is registered come last, for there is no number of them.
    """
    known = names_of(snapshot).approvals
    here = {row.id: row for row in programmes_of(snapshot, extent)}
    found, covered = [], set()
    for row in approvals_of(snapshot, extent):
        mine = tuple(here[id] for id in row.programme_ids if id in here)
        covered |= {programme.id for programme in mine}
        found.append(Subject(snapshot, extent, known[row.id], mine))
    others = (row for row in here.values() if row.route is Route.HOSPITAL_EXEMPTION)
    alone = (row for row in others if row.id not in covered)
    found += [Subject(snapshot, extent, None, (row,)) for row in alone]
    return sorted(found, key=lambda subject: not subject.programmes)
