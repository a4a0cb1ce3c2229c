"""Where nobody had an event because nobody was looked at, no page tells a share of it."""

import pytest
from msgspec import structs

from registry.language import ENGLISH
from registry.statistics.intervals import none_observed_limit
from registry.views.figures import estimate
from registry.views.safety import PatientsWith, safety
from registry.web.public.report.outcomes import serious_row
from registry.web.public.results.cells import At
from registry.web.public.results.safe import class_row
from tests.views.example import AS_OF, frozen

AT = At("safety", "row", "horizons.serious", "365")
NOTHING = "Nobody was looked at to the end, so nothing can be ruled out."


def serious(patients: int, observed: int) -> PatientsWith:
    limit = None if patients else none_observed_limit(observed)
    return PatientsWith("serious", patients, estimate(patients, 12, AS_OF), observed, limit)


def test_beside_a_share_stands_of_whom_it_is_and_beside_none_who_was_looked_at() -> None:
    some = class_row(structs.replace(serious(3, 7), name="DEATH"), AT, ENGLISH)[2]
    assert (some.words, some.note) == ("25% (9% to 53%)", "3 of 12 accepted")
    none = class_row(structs.replace(serious(0, 7), name="DEATH"), AT, ENGLISH)[2]
    assert none.words.startswith("0 of 7 looked at to the end. ")
    row = next(row for row in safety(frozen().snapshot, by=(), where={}) if row.horizons)
    last = structs.replace(row.horizons[-1], serious=serious(0, 7))
    drawn = serious_row("all years", structs.replace(row, horizons=(last,)), ENGLISH)
    assert (drawn.said, drawn.value, drawn.low) == ("none in 7 looked at", None, None)


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
    drawn = serious_row("all years", structs.replace(row, horizons=(last,)), ENGLISH)
    assert (drawn.said, drawn.value is None) == (told, told == NOTHING)
