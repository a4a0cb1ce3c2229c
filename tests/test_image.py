"""The image of the whole registry, without an image: its files, its packages, its command.

What the recipe copies lies in a folder that nobody may write, the process has no capability, as in
the compose file, and writes to what is mounted alone.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from commands import answers, environment, free_port, until
from image import WHOLE, built, installed_in, instructions

pytestmark = pytest.mark.thorough

# root may write what it may not, unless it has no capability either
WITHOUT_RIGHTS = ["setpriv", "--no-new-privs", *(["--bounding-set=-all"] * (os.getuid() == 0))]


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """The image's tree and packages, read-only, beside a folder `data` that may be written."""
    tree = built(tmp_path / "srv", WHOLE)
    installed_in(tmp_path / "packages", WHOLE)
    (tmp_path / "data").mkdir()
    for path in (*tree.rglob("*"), tree):
        path.chmod(0o555 if path.is_dir() else 0o444)
    return tmp_path


def told(word: str) -> str:
    """What the recipe says after a word, the last time it does."""
    return [" ".join(rest) for first, *rest in instructions(WHOLE) if first == word][-1]


def settings(image: Path) -> dict[str, str]:
    """The environment of the recipe, and where the mounted files are."""
    said = dict(pair.split("=", 1) for pair in told("ENV").split())
    path = (
        said["PYTHONPATH"].replace("/srv", f"{image}/srv").replace("/packages", f"{image}/packages")
    )
    data = image / "data"
    return environment(**said | {"PYTHONPATH": path, "HOME": "/nonexistent"}) | {
        "REGISTRY_DATABASE_URL": f"sqlite:///{data}/registry.sqlite",
        "REGISTRY_ROOT_KEY_FILE": f"{data}/root.key",
        "REGISTRY_LOG_KEY_FILE": f"{data}/log.key",
        "REGISTRY_ERASURES_FILE": f"{data}/erased",
    }


def started(image: Path, *words: str) -> "subprocess.Popen[str]":
    """A process of the image; without site, so that nothing leads back to this checkout."""
    return subprocess.Popen(
        [*WITHOUT_RIGHTS, sys.executable, "-S", *words],
        cwd=image / "srv",
        env=settings(image),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def ended(image: Path, *words: str) -> tuple[int, str]:
    """How a process of the image ended, and what it said."""
    process = started(image, *words)
    said, _ = process.communicate(timeout=120)
    return process.returncode, said


def test_the_command_of_the_image_serves_from_a_tree_it_cannot_write(image: Path) -> None:
    code, said = ended(image, "-c", "open('anything', 'w')")
    assert (code, "PermissionError" in said) == (1, True)
    code, said = ended(image, "-m", "registry", "migrate", "--new-root-key")
    assert code == 0, said
    python, *command = json.loads(told("CMD"))
    assert (python, told("WORKDIR"), told("USER")) == ("python", "/srv", "10001:10001")
    port = free_port()
    process = started(image, *command, "--port", str(port))
    try:
        until(lambda: process.poll() is not None or answers(f"http://127.0.0.1:{port}"))
        assert process.poll() is None, process.communicate()[0]
    finally:
        process.kill()
        process.communicate()
    assert not list((image / "srv").rglob("__pycache__"))
    names = {path.name for path in (image / "data").iterdir()}
    assert {"registry.sqlite", "root.key", "log.key"} <= names
