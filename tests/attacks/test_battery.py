"""Every attack on simulated registries: a bounded part of what `make attacks` runs."""

import pytest

from tests.attacks.battery import ATTACKS, Tally, attacked, holds, merged

pytestmark = pytest.mark.thorough


@pytest.mark.parametrize("seed", range(8))
def test_no_attack_exposes_anybody(seed: int) -> None:
    tally = attacked(seed, programmes=4)
    failed = {
        a.name: tally["attacks"][a.name] for a in ATTACKS if not holds(a, tally["attacks"][a.name])
    }
    assert failed == {}
    assert {name: row for name, row in tally["twins"].items() if row["unexplained"]} == {}
    assert tally["persons"]["all"]["fewest"] >= 11


def test_tallies_add_up_but_the_fewest_is_the_least() -> None:
    def tally(tried: int, fewest: int) -> Tally:
        return {"attacks": {"filters": {"tried": tried, "fewest": fewest}}}

    total = merged([tally(2, 0), tally(3, 14), tally(4, 12)])
    assert total == {"attacks": {"filters": {"tried": 9, "fewest": 12}}}
