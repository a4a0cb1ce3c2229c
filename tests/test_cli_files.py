"""The public files in a folder, written on the command line."""

from pathlib import Path

import httpx
import pytest
from commands import installed, run, served

from registry.key_files import log_key_at
from registry.log.signer import LogSigner
from registry.settings import DEFAULT_ORIGIN

pytestmark = pytest.mark.thorough


def test_a_folder_holds_byte_for_byte_what_the_registry_serves(tmp_path: Path) -> None:
    key = LogSigner(DEFAULT_ORIGIN, log_key_at(installed(tmp_path) / "data/log.key").read()).key
    assert run(tmp_path, "publish").returncode == 0
    written = run(tmp_path, "files", "public")
    assert (written.returncode, written.stderr) == (0, "")
    folder = tmp_path / "public"
    paths = [path for path in folder.rglob("*") if path.is_file()]
    assert {"r/latest.json", "r/1/snapshot.json", "log/checkpoint", "log/keys"} <= {
        path.relative_to(folder).as_posix() for path in paths
    }
    with served(tmp_path) as serving:
        for path in paths:
            answer = httpx.get(f"{serving.address}/{path.relative_to(folder).as_posix()}")
            assert answer.content == path.read_bytes()
        there = run(tmp_path, "verify", serving.address, "--key", key.encoded)
    here = run(tmp_path, "verify", "public", "--key", key.encoded)
    assert (here.returncode, here.stdout) == (there.returncode, there.stdout)


def test_written_again_nothing_is_touched_that_is_complete(tmp_path: Path) -> None:
    installed(tmp_path)
    for words in (("publish",), ("files", "public")):
        assert run(tmp_path, *words).returncode == 0
    snapshot = tmp_path / "public/r/1/snapshot.json"
    before = snapshot.stat().st_mtime_ns
    assert run(tmp_path, "files", "public").returncode == 0
    assert snapshot.stat().st_mtime_ns == before
