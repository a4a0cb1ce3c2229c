"""Readers ask for adopted keys; groups that formed without them are told as left out."""

import pytest
from msgspec import structs

from registry.model.sealed import SEVERAL
from registry.snapshot import Snapshot
from registry.views.cohort import Dimension, Filter
from registry.views.efficacy import efficacy
from tests.views.example import SNAPSHOT, counts, open_group

CHILDREN, ADOLESCENTS = {"AGE_BAND": "0-11"}, {"AGE_BAND": "12-17"}
SHOWN = {"endpoints": (counts("remission", 7, 2, 1, 1, 0),)}
GROUPS = (
    open_group("a-1", "aurora", "ES", 11, age_class="0-17", **SHOWN),
    open_group("a-2", "aurora", "ES", 12, age_class="0-17", finer=CHILDREN),
    open_group("a-3", "aurora", "ES", 13, age_class="0-17", finer=ADOLESCENTS),
    open_group("a-4", "aurora", "ES", 14, age_class="18+"),
    open_group("a-5", "aurora", "ES", 15, age_class=SEVERAL),
    open_group("a-6", "aurora", "ES", 16, age_class="0-17", finer={"AGE_BAND": SEVERAL}),
    open_group("a-7", "aurora", "ES", 17, age_class="18+", finer={"SEX": "FEMALE"}),
)
WITH_KEYS = structs.replace(SNAPSHOT, groups=GROUPS)


def asked(where: Filter, snapshot: Snapshot = WITH_KEYS) -> tuple[int, int]:
    """Accepted patients of AURORA in the answer, and left out of it."""
    only = {Dimension.PROGRAMME: frozenset({"aurora"}), **where}
    rows = efficacy(snapshot, by=(), where=only)
    accepted = sum(row.accepted.value or 0 for row in rows)
    return accepted, sum(left.patients for row in rows for left in row.left_out)


@pytest.mark.parametrize(
    ("dimension", "wanted", "accepted", "left_out"),
    [
        (Dimension.AGE_BAND, {"12-17"}, 13, 11 + 15 + 16),
        (Dimension.AGE_BAND, {"0-11", "12-17"}, 11 + 12 + 13 + 16, 15),
        (Dimension.AGE_BAND, {"18-64"}, 0, 14 + 15 + 17),
        (Dimension.AGE_BAND, {"18-64", "65+"}, 14 + 17, 15),
        (Dimension.AGE_CLASS, {"0-17"}, 11 + 12 + 13 + 16, 15),
        (Dimension.SEX, {"FEMALE"}, 17, 11 + 12 + 13 + 14 + 15 + 16),
        (Dimension.SEX, {"MALE"}, 0, 11 + 12 + 13 + 14 + 15 + 16),
    ],
)
def test_a_filter_by_an_adopted_key_takes_whole_groups_and_tells_who_is_left_out(
    dimension: Dimension, wanted: set[str], accepted: int, left_out: int
) -> None:
    """A group of one age class cannot hold the finer ages of the other one."""
    assert asked({dimension: frozenset(wanted)}) == (accepted, left_out)


def test_rows_by_a_finer_key_add_up_to_all() -> None:
    rows = efficacy(
        WITH_KEYS,
        by=(Dimension.AGE_BAND,),
        where={Dimension.PROGRAMME: frozenset({"aurora"})},
    )
    told = {row.keys[0].value: row.accepted.value for row in rows}
    assert told == {"0-11": 12, "12-17": 13, SEVERAL: 11 + 14 + 15 + 16 + 17}
