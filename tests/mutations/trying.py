"""A test run on a copy of the checkout in which one control is taken away."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.mutations.row import Row

ROOT = Path(__file__).parents[2]
COPIED = ("anonymise", "docs", "graphql", "registry", "seeds", "tests", ".ci", "Makefile",
          "pyproject.toml", "requirements.txt", "README.md")  # fmt: skip
FAILED, PASSED, LATE = 1, 0, -1
SECONDS = 180


def copy_with(row: Row | None, folder: Path) -> None:
    """The checkout as links, but for the file of a row and the folders that lead there."""
    changed = Path(row.file) if row else Path()
    real = set(changed.parents)

    def linked(path: Path) -> None:
        target = folder / path
        if path in real:
            target.mkdir(exist_ok=True)
            for inner in sorted((ROOT / path).iterdir()):
                if inner.name != "__pycache__":
                    linked(path / inner.name)
        elif row and path == changed:
            target.write_text((ROOT / path).read_text().replace(row.old, row.new))
        else:
            target.symlink_to(ROOT / path)

    for name in COPIED:
        linked(Path(name))


def outcome(test: str, row: Row | None = None) -> int:
    """How pytest ends with a test (0 passed, 1 failed, -1 too late, else it did not run)."""
    with tempfile.TemporaryDirectory(prefix="mutation-") as name:
        folder = Path(name)
        copy_with(row, folder)
        paths = (folder, folder / "graphql", folder / "tests" / "support")
        told = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths)),
                "PYTHONDONTWRITEBYTECODE": "1"}  # fmt: skip
        words = ["-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--rootdir", name, test]
        try:
            run = subprocess.run(
                [sys.executable, *words],
                cwd=folder,
                env=told,
                capture_output=True,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return LATE
        return run.returncode
