"""The threat model names tests that are there, and its list of mutations is the one that is run."""

import re
from pathlib import Path

import pytest

from tests.mutations.row import Row
from tests.mutations.table import ROWS
from tests.mutations.trying import FAILED, PASSED, outcome

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).parents[2]
MODEL = (ROOT / "docs" / "threat-model.md").read_text()
NAMED = sorted(set(re.findall(r"`(tests/[\w/.]+?\.py(?:::\w+)?)`", MODEL)))
SAMPLE = ("rate", "hosts")


@pytest.mark.parametrize("address", NAMED)
def test_a_test_that_the_threat_model_names_is_there(address: str) -> None:
    file, _, name = address.partition("::")
    assert (ROOT / file).is_file()
    assert not name or re.search(rf"^(async )?def {name}\(", (ROOT / file).read_text(), re.M)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_mutation_can_be_made_and_stands_in_the_threat_model(row: Row) -> None:
    assert (ROOT / row.file).read_text().count(row.old) == 1, row.id
    assert row.new not in (row.old, "")
    assert row.line in MODEL.splitlines()


def test_the_threat_model_lists_no_mutation_that_is_not_made() -> None:
    listed = re.findall(r"^\| `([a-z0-9-]+)` \|", MODEL, re.MULTILINE)
    assert listed == [row.id for row in ROWS]
    assert len(set(listed)) == len(listed)


SURFACES = ("Public pages", "Sponsor GraphQL", "Pages for signed-in", "Database, keys",
            "Log and public nodes", "Logs, metrics")  # fmt: skip


@pytest.mark.parametrize("surface", SURFACES)
def test_every_surface_is_looked_at(surface: str) -> None:
    assert f"### {surface}" in MODEL


@pytest.mark.parametrize("id", SAMPLE)
def test_a_control_that_is_taken_away_is_noticed(id: str) -> None:
    """A sample; `make mutations` tries all."""
    row = next(row for row in ROWS if row.id == id)
    assert outcome(row.test, row) == FAILED


def test_a_copy_without_a_mutation_passes() -> None:
    """Otherwise every mutation would be noticed, whatever it is."""
    assert outcome(ROWS[0].test) == PASSED
