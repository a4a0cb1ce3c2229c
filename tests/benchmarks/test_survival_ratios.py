"""Estimates from counts beside lifelines and scikit-survival over the patients, in one run.

They live in an environment of their own, `.venv-oracle` (`make oracle`; decision record 0020).
"""

import os

import pytest

from tests.benchmarks.measure import ratio_of
from tests.benchmarks.oracle import PYTHON, Compared, compared_curves


@pytest.fixture(scope="module")
def compared() -> Compared:
    """What the script measures over 500 curves of about 200 patients each."""
    if not PYTHON.exists():
        without_oracle()
    return compared_curves()


def without_oracle() -> None:
    reason = "NOT COMPARED: there is no .venv-oracle. Run `make oracle`."
    if os.environ.get("CI") in ("true", "1"):
        pytest.fail(reason)
    pytest.skip(reason)


def test_survival_is_that_of_lifelines_to_1e_12(compared: Compared) -> None:
    assert compared.survival < 1e-12
    # their z has all digits, ours six
    assert compared.limits < 1e-8


def test_cumulative_incidence_is_that_of_scikit_survival_to_1e_12(
    compared: Compared,
) -> None:
    assert compared.incidence < 1e-12


def test_500_curves_from_counts_are_fifty_times_as_fast_as_lifelines_over_the_patients(
    compared: Compared,
) -> None:
    ratio = ratio_of(compared.rounds).median
    assert ratio >= 50, f"curves from counts are only {ratio:.0f} times as fast"
