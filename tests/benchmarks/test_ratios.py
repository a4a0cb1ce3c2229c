"""Speed goals as ratios measured side by side in one run; machines differ, ratios carry."""

import subprocess
import sys

FLOOR = "import litestar, strawberry, piccolo.table"
OURS = "import registry.app"
TIMER = "import time; a = time.process_time(); {}; print(time.process_time() - a)"


def seconds(statement: str) -> float:
    """Seconds of processor time in a fresh process."""
    run = subprocess.run(
        [sys.executable, "-c", TIMER.format(statement)], capture_output=True, text=True, check=True
    )
    return float(run.stdout)


def test_importing_the_application_costs_little_more_than_its_libraries() -> None:
    ours, floor = zip(*((seconds(OURS), seconds(FLOOR)) for _ in range(5)), strict=True)
    ratio = min(ours) / min(floor)
    assert ratio < 1.6, f"registry.app takes {ratio:.2f} times its three libraries"
