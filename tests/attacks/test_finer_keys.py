"""Every attack on registries whose board adopted every key of the wish list, some years in."""

from datetime import date

import pytest

from anonymise import forming
from registry.model.codes import AgeBand
from registry.model.wishes import SplitKey
from registry.release.sealing import plan_sealing
from tests.attacks import bites
from tests.attacks.battery import ATTACKS, attacked, holds, world_of
from tests.attacks.publication import Practice, publish
from tests.attacks.scenes import patients, programme, registry
from tests.attacks.switched_off import every_value_apart
from tests.attacks.world import World

pytestmark = pytest.mark.thorough

ADOPTED = Practice(finer_keys=tuple(SplitKey), adopted_from=date(2029, 3, 31))
AT_ONCE = Practice(finer_keys=(SplitKey.AGE_BAND,))


@pytest.mark.parametrize("seed", [1, 5])
def test_no_attack_exposes_anybody_once_every_key_is_adopted(seed: int) -> None:
    tally = attacked(seed, programmes=4, practice=ADOPTED)
    rows = tally["attacks"]
    assert {a.name: rows[a.name] for a in ATTACKS if not holds(a, rows[a.name])} == {}
    assert {name: row for name, row in tally["twins"].items() if row["unexplained"]} == {}
    assert tally["persons"]["all"]["fewest"] >= 11


def test_the_registries_attacked_have_groups_split_by_every_key_and_older_ones() -> None:
    groups = publish(world_of(5, 4), ADOPTED).latest.groups
    values = {(key, value) for group in groups for key, value in (group.finer or {}).items()}
    split = {key for key, value in values if value != "SEVERAL"}
    assert split == set(SplitKey)
    assert any(group.finer is None for group in groups if group.accepted and group.programme_id)


def minors(adolescents: int) -> World:
    """Eleven children and some adolescents of one hospital."""
    teens = patients(adolescents, age_band=AgeBand.ADOLESCENT)
    return registry([programme()], patients(11, age_band=AgeBand.CHILD), teens)


@pytest.mark.parametrize("adolescents", [3, 10, 11, 12])
def test_filters_by_a_finer_age_isolate_nobody(adolescents: int) -> None:
    assert not bites.filters_isolate_few(minors(adolescents), AT_ONCE)
    groups = publish(minors(adolescents), AT_ONCE).latest.groups
    assert len(groups) == (2 if adolescents >= 11 else 1)


def test_without_the_rule_that_every_part_has_11_they_would(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(forming, "split_by", every_value_apart)
    unchecked = Practice(finer_keys=AT_ONCE.finer_keys, plan=plan_sealing)
    assert bites.filters_isolate_few(minors(3), unchecked)


def two_hospitals(strangers: int) -> World:
    """Children of one hospital with some of another one, and adolescents of both."""
    child, teen = AgeBand.CHILD, AgeBand.ADOLESCENT
    return registry(
        [programme()],
        patients(11, age_band=child, centre="p-1"),
        patients(strangers, age_band=child, centre="p-2"),
        patients(8, age_band=teen, centre="p-1"),
        patients(8, age_band=teen, centre="p-2"),
    )


@pytest.mark.parametrize("strangers", [1, 4, 5, 6])
def test_no_insider_is_left_with_few_of_a_part(strangers: int) -> None:
    assert not bites.insider_is_left_with_few(two_hospitals(strangers), AT_ONCE)


def test_without_the_insider_rule_one_would_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forming, "insider_of", lambda *_: None)
    assert bites.insider_is_left_with_few(two_hospitals(2), AT_ONCE)
