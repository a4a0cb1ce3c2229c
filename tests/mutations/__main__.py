"""`python -m tests.mutations [IDS]`: take each control away and see its test fail.

Each test must pass first on an untouched copy. Ends with 1 where a control is missed by its test.
"""

import sys

from tests.mutations.row import Row
from tests.mutations.table import ROWS
from tests.mutations.trying import FAILED, LATE, PASSED, outcome

SAID = {FAILED: "noticed", LATE: "noticed, for its test does not end"}


def verdict(row: Row) -> str:
    """What became of one row, in a word."""
    if outcome(row.test) != PASSED:
        return "THE TEST FAILS ALREADY"
    return SAID.get(outcome(row.test, row), "NOT NOTICED")


def main(ids: list[str]) -> int:
    """Try the named rows, or all."""
    missed = 0
    for row in ROWS:
        if not ids or row.id in ids:
            found = verdict(row)
            missed += found not in SAID.values()
            sys.stdout.write(f"{row.id}: {found}\n")
            sys.stdout.flush()
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
