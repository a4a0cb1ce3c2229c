"""`make load`: everybody at once on SQLite and on PostgreSQL, and the page written from it.

Bounded: so many seconds for each database (`--seconds`, five minutes where left out), and the few
that filling the registry, filling what the server keeps, and a publish take.
"""

import os
import platform
import sys
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory

from own_postgres import own_postgres

from tests.load.filling import FULL
from tests.load.report import Machine, Report, write_report
from tests.load.result import Result, faults_of, result_of
from tests.load.run import MEBIBYTE, Load, run

DATABASES = ("PostgreSQL", "SQLite")


def main() -> int:
    """Run, write, and say it; 1 where anything was answered with an error, or memory grows."""
    words = ArgumentParser(prog="make load")
    words.add_argument("--seconds", type=float, default=Load().seconds)
    words.add_argument("--readers", type=int, default=Load().readers)
    words.add_argument("--submitters", type=int, default=Load().submitters)
    words.add_argument("--database", choices=DATABASES, action="append")
    given = words.parse_args()
    load = Load(given.seconds, given.readers, given.submitters, filled=FULL / MEBIBYTE)
    runs = tuple(under_load(database, load) for database in given.database or DATABASES)
    write_report(Report(Machine(os.cpu_count() or 1, platform.python_version()), runs))
    faults = [f"{each.database}: {fault}" for each in runs for fault in faults_of(each)]
    sys.stderr.writelines(f"{fault}\n" for fault in faults)
    return 1 if faults else 0


def under_load(database: str, load: Load) -> Result:
    """One run in a folder of its own."""
    with TemporaryDirectory() as folder:
        here = Path(folder)
        if database == "SQLite":
            heard = run(here, f"sqlite:///{here}/registry.sqlite", load)
        else:
            with own_postgres(here / "postgres") as server:
                heard = run(here, server.url(), load)
    result = result_of(database, load, heard)
    sys.stderr.write(f"{database}: {result}\n")
    return result


if __name__ == "__main__":
    sys.exit(main())
