"""Speed goals as ratios measured side by side in one run; machines differ, ratios carry."""

import os
import subprocess
import sys

FLOOR = "import litestar, strawberry, piccolo.table"
OURS = "import registry.app"
UNCOMPILED = ("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")
TIMER = "import time; a = time.process_time(); {}; print(time.process_time() - a)"


def seconds(statement: str) -> float:
    """Seconds of processor time in a fresh process, with compiled modules for both sides."""
    kept = {name: value for name, value in os.environ.items() if name not in UNCOMPILED}
    command = [sys.executable, "-c", TIMER.format(statement)]
    run = subprocess.run(command, capture_output=True, text=True, check=True, env=kept)
    return float(run.stdout)


def test_importing_the_application_costs_no_more_than_its_libraries_and_as_much_again() -> None:
    """Pages, accounts and the whole public schema made it 1.8 times; above 2.2 is a step back."""
    ours, floor = zip(*((seconds(OURS), seconds(FLOOR)) for _ in range(3)), strict=True)
    ratio = min(ours) / min(floor)
    assert ratio < 2.2, f"registry.app takes {ratio:.2f} times its three libraries"
