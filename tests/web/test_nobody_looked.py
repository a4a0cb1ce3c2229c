"""Where nobody had an event because nobody was looked at, no page tells a share of it."""

import pytest
from msgspec import structs

from registry.language import ENGLISH
from registry.views.figures import estimate
from registry.views.safety import PatientsWith, safety
from registry.web.public.report.outcomes import serious_row
from registry.web.public.results.cells import At
from registry.web.public.results.safe import class_row
from tests.views.example import AS_OF, frozen

AT = At("safety", "row", "horizons.serious", "365")
NOTHING = "Nobody was looked at to the end, so nothing can be ruled out."


def serious(patients: int, observed: int) -> PatientsWith:
    return PatientsWith("serious", patients, estimate(patients, 12, AS_OF), observed, None)


@pytest.mark.parametrize(
    ("patients", "observed", "told"),
    [(0, 0, NOTHING), (1, 0, "8% (1% to 35%)"), (1, 1, "8% (1% to 35%)")],
)
def test_a_share_is_told_only_where_somebody_was_looked_at_or_had_an_event(
    patients: int, observed: int, told: str
) -> None:
    each = structs.replace(serious(patients, observed), name="DEATH")
    assert class_row(each, AT, ENGLISH)[2].words == told
    row = next(row for row in safety(frozen().snapshot, by=(), where={}) if row.horizons)
    last = structs.replace(row.horizons[-1], serious=serious(patients, observed))
    drawn = serious_row("all years", structs.replace(row, horizons=(last,)))
    assert (drawn.said, drawn.value is None) == (told, told == NOTHING)
