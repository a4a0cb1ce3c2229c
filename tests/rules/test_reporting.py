"""When a sponsor's completeness stands beside that of others: by the calendar alone."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec import structs

from registry.errors import PolicyError
from registry.model.programme import Programme
from registry.model.sealed import Funnel, GroupState, SealedGroup
from registry.release.reporting import compared_from, compared_sponsors
from registry.release.stages import DEFAULT_POLICY, Policy, load_policy, policy_digest
from tests.views.example import PROGRAMMES, open_group, remainder_group

POLICY = load_policy()
OPENED, COMPARED = date(2027, 9, 30), date(2028, 9, 30)
BEFORE_THERE_WAS_A_CHOICE = "5d7dfadcc8ecb73a712a70d0cc7b45b01b925b1da1b3bbb260401bd19b92f8ab"


def with_releases(number: int, tmp_path: Path) -> Policy:
    text = DEFAULT_POLICY.read_text().replace(
        "completeness_after_releases = 2", f"completeness_after_releases = {number}"
    )
    (tmp_path / "policy.toml").write_text(text)
    return load_policy(tmp_path / "policy.toml")


def programmes() -> list[Programme]:
    return [row.programme for row in PROGRAMMES]


def opened(programme: str, on: date) -> SealedGroup:
    return open_group("g", programme, "ES", 12, opened_on=on)


@pytest.mark.parametrize(
    ("opened_on", "compared_on"),
    [
        (date(2027, 9, 29), date(2028, 3, 31)),
        (OPENED, COMPARED),
        (date(2027, 10, 1), COMPARED),
    ],
)
def test_two_release_dates_pass_first(opened_on: date, compared_on: date) -> None:
    assert compared_from(POLICY, opened_on) == compared_on


@pytest.mark.parametrize(("days", "is_compared"), [(-1, False), (0, True), (1, True)])
def test_a_sponsor_stands_beside_others_from_that_day_on(days: int, is_compared: bool) -> None:
    on = COMPARED + timedelta(days)
    groups = [opened("aurora", OPENED)]
    assert bool(compared_sponsors(POLICY, programmes(), groups, on)) is is_compared


def test_the_first_group_of_a_sponsor_counts_and_a_remainder_is_of_each() -> None:
    late = opened("chondra", COMPARED)
    both = remainder_group("r", ("aurora", "chondra"), 11, opened_on=OPENED)
    found = compared_sponsors(POLICY, programmes(), [late, both], COMPARED)
    assert found == ("hospital-es", "klinikum-de")


def test_a_group_that_forms_and_a_programme_that_is_cited_start_nothing() -> None:
    forming = SealedGroup(
        "f", "aurora", GroupState.FORMING, OPENED, timing=opened("aurora", OPENED).timing
    )
    cited = opened("published", OPENED)
    assert compared_sponsors(POLICY, programmes(), [forming, cited], date(2040, 3, 31)) == ()


def test_how_complete_or_how_large_anything_is_changes_nothing() -> None:
    group = opened("aurora", OPENED)
    other = structs.replace(group, accepted=400, funnel=Funnel(0, {"OTHER": 400}), known=())
    for on in (COMPARED - timedelta(1), COMPARED):
        plain, changed = ([group], [other])
        assert compared_sponsors(POLICY, programmes(), plain, on) == compared_sponsors(
            POLICY, programmes(), changed, on
        )


def test_the_policy_can_ask_for_more_and_not_for_less(tmp_path: Path) -> None:
    assert compared_from(with_releases(3, tmp_path), OPENED) == date(2029, 3, 31)
    with pytest.raises(PolicyError):
        with_releases(1, tmp_path)


def test_a_policy_that_says_nothing_of_it_is_the_one_that_was_published(tmp_path: Path) -> None:
    text = DEFAULT_POLICY.read_text().partition("\n[reporting]")[0]
    (tmp_path / "policy.toml").write_text(text)
    silent = load_policy(tmp_path / "policy.toml")
    assert silent == POLICY
    assert policy_digest(silent) == policy_digest(POLICY) == BEFORE_THERE_WAS_A_CHOICE
    assert policy_digest(with_releases(3, tmp_path)) != BEFORE_THERE_WAS_A_CHOICE
