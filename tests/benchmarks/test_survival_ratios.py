"""Estimates from counts beside lifelines and scikit-survival over the patients, in one run.

They live in an environment of their own, `.venv-oracle` (`make oracle`; decision record 0020).
"""

import json
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv-oracle" / "bin" / "python"
SCRIPT = ROOT / "tests" / "support" / "survival_oracle.py"


@pytest.fixture(scope="module")
def compared() -> dict[str, float]:
    """What the script measures over 500 curves of about 200 patients each."""
    if not PYTHON.exists():
        without_oracle()
    run = subprocess.run(
        [PYTHON, SCRIPT, "500"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    found: dict[str, float] = json.loads(run.stdout)
    return found


def without_oracle() -> None:
    reason = "NOT COMPARED: there is no .venv-oracle. Run `make oracle`."
    if os.environ.get("CI") in ("true", "1"):
        pytest.fail(reason)
    pytest.skip(reason)


def test_survival_is_that_of_lifelines_to_1e_12(compared: dict[str, float]) -> None:
    assert compared["survival"] < 1e-12
    # their z has all digits, ours six
    assert compared["limits"] < 1e-8


def test_cumulative_incidence_is_that_of_scikit_survival_to_1e_12(
    compared: dict[str, float],
) -> None:
    assert compared["incidence"] < 1e-12


def test_500_curves_from_counts_are_fifty_times_as_fast_as_lifelines_over_the_patients(
    compared: dict[str, float],
) -> None:
    ratio = compared["ratio"]
    assert ratio >= 50, f"curves from counts are only {ratio:.0f} times as fast"
