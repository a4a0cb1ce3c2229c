"""What efficacy rows say of a change on a scale."""

from datetime import date

from msgspec import Struct

from registry.views.cohort_rows import NotIncluded
from registry.views.figures import Count, Withheld


class ScaleCategory(Struct, frozen=True):
    """Patients whose change lies from `lowest` to `highest` scale points; None where it is open."""

    category: str
    lowest: int | None
    highest: int | None
    patients: int


class CategorySet(Struct, frozen=True):
    """Counts per locked category, of the groups whose programmes locked the same `bounds`.

    Their sum is success and observed failure together; `with_baseline` are the infused with a value
    before treatment.
    """

    bounds: str
    groups: int
    with_baseline: int
    categories: tuple[ScaleCategory, ...]


class MeanFigure(Struct, frozen=True):
    """A mean change in scale points with its 95 % interval and the deviation of a patient."""

    as_of: date
    value: float | None = None
    low: float | None = None
    high: float | None = None
    deviation: float | None = None
    withheld: Withheld | None = None


class MeanBounds(Struct, frozen=True):
    """What the mean would be if the `missing` lay at the lowest, or at the highest possible change.

    They are the accepted of these groups neither assessed nor known to be dead or never infused.
    """

    missing: int
    lowest: float
    highest: float


class ScaleChange(Struct, frozen=True):
    """A change of one cohort. The mean is of the infused who were assessed, over whole bundles.

    `not_included` are groups in no bundle with sums yet, `left_out` those whose bundle reaches
    beyond the row. `bounds` are None where there is no mean, or the scale has no stated range.
    """

    categories: tuple[CategorySet, ...]
    groups: int
    accepted: Count
    assessed: Count
    mean: MeanFigure
    bounds: MeanBounds | None
    not_included: NotIncluded | None
    left_out: NotIncluded | None
    superseded: tuple[date, ...]
