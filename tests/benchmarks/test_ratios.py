"""Speed goals as ratios measured side by side in one run; machines differ, ratios carry."""

import subprocess
import sys
from statistics import median

FLOOR = "import litestar, strawberry, piccolo.table"
OURS = "import registry.app"
TIMER = "import time; a = time.perf_counter(); {}; print(time.perf_counter() - a)"


def seconds(statement: str) -> float:
    run = subprocess.run(
        [sys.executable, "-c", TIMER.format(statement)], capture_output=True, text=True, check=True
    )
    return float(run.stdout)


def test_importing_the_application_costs_little_more_than_its_libraries() -> None:
    pairs = [(seconds(OURS), seconds(FLOOR)) for _ in range(5)]
    ratio = median(ours / floor for ours, floor in pairs)
    assert ratio < 1.6, f"registry.app takes {ratio:.2f} times its three libraries"
