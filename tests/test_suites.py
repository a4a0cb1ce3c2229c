"""What `make check`, and with it CI, runs is every test there is, in three parts."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
MAKEFILE = (ROOT / "Makefile").read_text()
RUNS = re.compile(r"^\t\.venv/bin/python -m pytest (.*)$", re.MULTILINE)


def recipe(target: str) -> str:
    found = re.search(rf"^{target}:.*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)
    assert found, f"the Makefile has no recipe for {target}"
    return found[1]


def run_by(target: str) -> str:
    """What a recipe gives to pytest."""
    (run,) = RUNS.findall(recipe(target))
    return str(run)


def test_the_tests_and_those_that_take_longer_are_all_but_the_benchmarks() -> None:
    everywhere = "-q -n auto --dist loadfile --no-loadscope-reorder --ignore tests/benchmarks"
    assert run_by("test") == f'{everywhere} -m "not thorough"'
    assert run_by("thorough") == f"{everywhere} -m thorough"
    assert run_by("ratios") == "-q tests/benchmarks"


def test_a_check_runs_all_three_parts_and_ci_runs_the_check() -> None:
    assert recipe("check").splitlines()[-1].endswith(" test thorough ratios")
    last = (ROOT / ".ci/run").read_text().splitlines()[-1]
    assert re.fullmatch(r"exec make .* check .*", last)
