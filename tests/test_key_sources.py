"""A key from a file, the environment or another program: what is wrong with one is said, never it.

Every row of the table is a way a key can be missing, wrong or open to others.
"""

import os
import time
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest
from commands import installed, until

from registry.cli.house import in_house
from registry.cli.serve import nothing
from registry.errors import SettingsError
from registry.key_files import root_key_at
from registry.key_sources import KeyCommand, KeyText
from registry.settings import key_source, log_key_file, require_file, root_key_file

pytestmark = pytest.mark.thorough

KEY = "5e" * 32
SAID = "the service says: " + KEY


def program(folder: Path, *lines: str, mode: int = 0o700) -> str:
    """A program of these lines, by its absolute path."""
    path = folder / f"program-{len(list(folder.iterdir()))}"
    path.write_text("\n".join(("#!/bin/sh", *lines)) + "\n")
    path.chmod(mode)
    return str(path)


def told(command: str, seconds: float = 30) -> KeyCommand:
    file = root_key_at(Path("none"))
    environment = {"PATH": os.environ["PATH"]}
    return KeyCommand(
        file.name,
        "REGISTRY_ROOT_KEY_COMMAND",
        file.option,
        file.loss,
        command,
        environment,
        seconds,
    )


def test_a_program_gives_the_key_it_writes(tmp_path: Path) -> None:
    assert told(program(tmp_path, f"echo {KEY}")).read().hex() == KEY


def test_its_arguments_are_words_and_no_shell_reads_them(tmp_path: Path) -> None:
    command = program(tmp_path, '[ "$1" = "a b" ] && [ "$2" = \'$HOME;true\' ] && echo $3')
    assert told(f"{command} 'a b' '$HOME;true' {KEY}").read().hex() == KEY


@pytest.mark.parametrize(
    ("lines", "mode", "says"),
    [
        (["exit 3"], 0o700, "ended with code 3"),
        ([f"echo '{SAID}' >&2", "exit 1"], 0o700, "ended with code 1"),
        ([f"echo '{SAID}'"], 0o700, "64 hexadecimal digits"),
        ([f"echo {KEY}5e"], 0o700, "33 bytes instead of 32"),
        ([], 0o700, "0 bytes instead of 32"),
        (["head -c 20000 /dev/zero | tr '\\0' a"], 0o700, "64 hexadecimal digits"),
        (["printf '\\377'"], 0o700, "64 hexadecimal digits"),
        ([f"echo {KEY}"], 0o600, "could not be run"),
        ([f"echo {KEY}"], 0o720, "may be changed by other accounts"),
        ([f"echo {KEY}"], 0o702, "may be changed by other accounts"),
    ],
)
def test_a_program_that_gives_no_key_is_refused_and_not_repeated(
    tmp_path: Path, lines: list[str], mode: int, says: str
) -> None:
    source = told(program(tmp_path, *lines, mode=mode))
    with pytest.raises(SettingsError, match=says) as refused:
        source.read()
    assert KEY not in str(refused.value) + repr(source)
    assert source.command not in str(refused.value) + repr(source)
    assert "REGISTRY_ROOT_KEY_COMMAND" in str(refused.value)


@pytest.mark.parametrize("command", ["read-secret", "./read-secret", "", " ", "'/bin/echo"])
def test_a_program_without_an_absolute_path_is_refused(command: str) -> None:
    with pytest.raises(SettingsError, match="absolute path"):
        told(command).read()


def test_a_program_that_does_not_end_is_ended_with_its_children(tmp_path: Path) -> None:
    child = tmp_path / "child"
    command = program(tmp_path, f"sleep 600 & echo $! > {child}", f"echo {KEY}", "sleep 600")
    began = time.monotonic()
    with pytest.raises(SettingsError, match=r"within 1\.5 seconds") as refused:
        told(command, seconds=1.5).read()
    assert time.monotonic() - began < 15  # ten times as long: the machine may be busy
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__
    until(lambda: has_ended(int(child.read_text())), seconds=30)


def has_ended(number: int) -> bool:
    """Whether a process does nothing more, also where nobody asked yet what became of it."""
    try:
        return bool(psutil.Process(number).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


def test_a_key_stands_in_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGISTRY_ROOT_KEY", KEY)
    assert isinstance(source := key_source(root_key_file()), KeyText)
    assert source.read().hex() == KEY
    assert KEY not in repr(source)
    monkeypatch.setenv("REGISTRY_ROOT_KEY_COMMAND", "/bin/true")
    with pytest.raises(SettingsError, match="REGISTRY_ROOT_KEY and REGISTRY_ROOT_KEY_COMMAND are"):
        key_source(root_key_file())


def test_a_program_gets_the_environment_without_the_keys_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REGISTRY_ROOT_KEY", KEY)
    command = program(tmp_path, f'[ -z "$REGISTRY_ROOT_KEY" ] && echo {"ab" * 32}')
    monkeypatch.setenv("REGISTRY_LOG_KEY_COMMAND", command)
    assert key_source(log_key_file()).read() == bytes.fromhex("ab" * 32)


def test_a_new_file_for_a_key_from_elsewhere_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGISTRY_LOG_KEY_COMMAND", "/bin/true")
    with pytest.raises(SettingsError, match="would not be read"):
        require_file(log_key_file())


REFUSED: dict[str, tuple[str, str, str]] = {
    "a file that is not there": ("REGISTRY_ROOT_KEY_FILE", "none.key", "There is no root key file"),
    "a file of another key": ("REGISTRY_ROOT_KEY_FILE", "other.key", "belongs to another root key"),
    "a key that is none": ("REGISTRY_ROOT_KEY", "5e5e", "2 bytes instead of 32"),
    "another key": ("REGISTRY_ROOT_KEY", KEY, "belongs to another root key"),
    "a program that is not there": ("REGISTRY_ROOT_KEY_COMMAND", "/none", "could not be run"),
    "a program that writes another key": (
        "REGISTRY_ROOT_KEY_COMMAND",
        f"/bin/echo {KEY}",
        "belongs to another root key",
    ),
    "a log key that is not the log's": ("REGISTRY_LOG_KEY", KEY, "signed with another key"),
}


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed(tmp_path_factory.mktemp("installed"))


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_a_registry_does_not_open_and_says_why(
    case: tuple[str, str, str], installation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    variable, value, says = case
    monkeypatch.chdir(installation)
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError, match=says) as refused:
        in_house(nothing)
    assert KEY not in str(refused.value)


def test_a_registry_works_with_keys_from_the_environment_and_a_program(
    installation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(installation)
    monkeypatch.setenv("REGISTRY_ROOT_KEY", Path("data/root.key").read_text())
    monkeypatch.setenv("REGISTRY_LOG_KEY_COMMAND", f"/bin/cat {installation}/data/log.key")
    in_house(nothing)
