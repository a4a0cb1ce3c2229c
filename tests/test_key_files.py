"""Key files: who may read them is checked before what is in them."""

import os
from errno import ENOSPC
from pathlib import Path

import pytest
from commands import installed, run

from registry.errors import SettingsError
from registry.key_files import backup_key_at, root_key_at
from registry.settings import provider_in_environment

pytestmark = pytest.mark.thorough

KEY = "ab" * 32


def key_file(folder: Path, mode: int) -> Path:
    path = folder / "root.key"
    path.write_text(KEY)
    path.chmod(mode)
    return path


@pytest.mark.parametrize("mode", [0o400, 0o440, 0o600, 0o640])
def test_a_key_for_its_owner_and_a_group_that_reads_is_taken(tmp_path: Path, mode: int) -> None:
    assert root_key_at(key_file(tmp_path, mode)).read().hex() == KEY


@pytest.mark.parametrize("mode", [0o604, 0o602, 0o601, 0o620, 0o644, 0o666])
def test_a_key_that_others_may_read_or_change_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(SettingsError, match="open to every account") as refused:
        root_key_at(key_file(tmp_path, mode)).read()
    assert KEY not in str(refused.value)


@pytest.mark.parametrize("name", ["root", "log"])
def test_a_registry_does_not_start_with_a_key_that_everybody_can_read(
    tmp_path: Path, name: str
) -> None:
    (installed(tmp_path) / f"data/{name}.key").chmod(0o644)
    answer = run(tmp_path, "serve")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert f"The {name} key file is open to every account" in answer.stderr
    assert "chmod 600" in answer.stderr


def test_a_backup_key_that_is_not_there_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="--new-backup-key"):
        backup_key_at(tmp_path / "none.key").read()


def test_a_key_that_does_not_reach_the_disk_is_not_there_and_can_be_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a key in place of none would keep the same command from finishing."""
    key = root_key_at(tmp_path / "root.key")

    def full(_: int) -> None:
        raise OSError(ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(SettingsError, match="No space left"):
            key.create(lambda size: b"\x01" * size)
    assert not key.path.exists()
    assert key.create(lambda size: b"\x02" * size) == key.read() == b"\x02" * 32
    assert [path.name for path in tmp_path.iterdir()] == ["root.key"]
    assert key.path.stat().st_mode & 0o777 == 0o600


def test_what_is_no_plain_file_is_held_to_the_same(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="open to every account"):
        root_key_at(Path(os.devnull)).read()
    with pytest.raises(SettingsError, match="cannot be read"):
        root_key_at(tmp_path).read()


def test_the_name_of_a_new_key_is_on_the_disk_before_anything_is_bound_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key that goes with the power, while a database elsewhere knows it, is lost for ever."""
    key, synced, sync = root_key_at(tmp_path / "root.key"), [], os.fsync

    def noted(handle: int) -> None:
        synced.append((os.fstat(handle).st_ino, key.path.exists()))
        sync(handle)

    monkeypatch.setattr(os, "fsync", noted)
    key.create(lambda size: b"\x01" * size)
    assert synced[-1] == (tmp_path.stat().st_ino, True)


@pytest.mark.parametrize(("mode", "is_open"), [(0o600, False), (0o640, False), (0o644, True)])
def test_the_secret_at_a_provider_is_kept_like_a_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int, is_open: bool
) -> None:
    for name, value in {
        "ISSUER": "https://provider.example",
        "CLIENT_ID": "registry",
        "SECRET_FILE": str(key_file(tmp_path, mode)),
    }.items():
        monkeypatch.setenv(f"REGISTRY_OIDC_{name}", value)
    if is_open:
        with pytest.raises(SettingsError, match="open to every account") as refused:
            provider_in_environment()
        assert KEY not in str(refused.value)
    else:
        told = provider_in_environment()
        assert told is not None
        assert told.client_secret == KEY
