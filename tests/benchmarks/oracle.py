"""Curves from counts beside others' estimates over the patients, in the others' environment.

It is `.venv-oracle` (`make oracle`; decision record 0020).
"""

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv-oracle" / "bin" / "python"
SCRIPT = ROOT / "tests" / "support" / "survival_oracle.py"


class Compared(NamedTuple):
    """How far estimates differ at most, and seconds of theirs and of ours, round by round."""

    survival: float
    limits: float
    incidence: float
    rounds: Sequence[tuple[float, float]]


def compared_curves(curves: int = 500) -> Compared:
    """What the script measures over curves of about 200 patients each."""
    run = subprocess.run(
        [PYTHON, SCRIPT, str(curves)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return Compared(**json.loads(run.stdout))
