"""The claims of docs/life-table-study.md, on fewer replicates, and its table."""

import re

import numpy as np
import pytest

from tests.statistics.study import (
    PAGE,
    REPLICATES,
    SEED,
    SETTINGS,
    Setting,
    as_line,
    replicates,
    row,
    with_table,
)

FEW = 60


def of_share(share: float) -> list[Setting]:
    return [setting for setting in SETTINGS if setting.share == share]


@pytest.mark.parametrize("setting", of_share(0.0), ids=str)
def test_when_nobody_is_lost_the_life_table_is_the_exact_day_curve(setting: Setting) -> None:
    for one in replicates(setting, FEW):
        assert one.difference.max() < 1e-12


def mean_points(setting: Setting) -> float:
    return float(100 * np.concatenate([r.difference for r in replicates(setting, FEW)]).mean())


@pytest.mark.parametrize("setting", of_share(0.05), ids=str)
def test_when_5_percent_are_lost_the_mean_difference_is_at_most_half_a_point(
    setting: Setting,
) -> None:
    assert mean_points(setting) <= 0.5


def test_the_more_are_lost_the_larger_the_difference() -> None:
    few, many = Setting(30, 0.05, "uniform", "constant"), Setting(30, 0.2, "uniform", "constant")
    assert 0 < mean_points(few) < mean_points(many)


def test_counting_visit_days_as_left_keeps_losses_there_from_mattering() -> None:
    inside, on_visits = (Setting(30, 0.2, p, "constant") for p in ("uniform", "visit days"))
    assert mean_points(on_visits) < mean_points(inside) / 2


def test_a_row_of_the_page_is_what_the_study_gives_today() -> None:
    assert as_line(30, 0.0, row(30, 0.0, REPLICATES)) in PAGE.read_text().splitlines()


def test_the_page_states_seed_and_replicates_and_its_table_keeps_the_claims() -> None:
    page = PAGE.read_text()
    assert f"{REPLICATES} replicates of each setting, seed {SEED}" in page
    cells = re.findall(r"^\| \d+ \| (\d+) % \| ([\d.]+)(?: to ([\d.]+))? \|", page, re.M)
    assert len(cells) == 12
    greatest = [(share, float(high or low)) for share, low, high in cells]
    assert all(mean == 0 for share, mean in greatest if share == "0")
    assert all(mean <= 0.5 for share, mean in greatest if share == "5")
    assert with_table(page, "| x |").count("\n| x |\n") == 1
