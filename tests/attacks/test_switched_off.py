"""Each rule of disclosure control bites: without it, an attack succeeds that fails with it."""

import pytest

from tests.attacks.publication import Practice
from tests.attacks.switched_off import ROWS, Row


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.rule)
def test_an_attack_fails_with_the_rule_and_succeeds_without(
    row: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = row.world()
    with_it = row.attack(world, Practice())
    without = row.attack(world, row.off(monkeypatch))
    assert (with_it, without) == (False, True)
