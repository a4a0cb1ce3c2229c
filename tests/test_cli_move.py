"""Moving a registry on the command line."""

import os
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner

from registry.errors import SettingsError


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and no settings."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("REGISTRY_")]:
        monkeypatch.delenv(name)
    return tmp_path


def do(name: str, *words: str, **settings: str) -> str:
    """What a command says."""
    command = import_module(f"registry.cli.{name}").command
    result = CliRunner().invoke(command, words, env=settings, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_registry_moves_to_another_file_and_the_old_one_takes_no_more(here: Path) -> None:
    do("migrate", "--new-root-key")
    new = "sqlite:///data/new.sqlite"
    with pytest.raises(SettingsError, match="REGISTRY_NEW_DATABASE_URL"):
        do("move")
    said = do("move", REGISTRY_NEW_DATABASE_URL=new)
    assert ("Moved: " in said, "digest" in said, "restart the servers" in said) == (True,) * 3
    with pytest.raises(SettingsError, match="was moved to another database"):
        do("publish")
    assert "snapshot 1" in do("publish", REGISTRY_DATABASE_URL=new)
    files = {path.name for path in (here / "data").iterdir()}
    assert {"registry.sqlite", "new.sqlite", "root.key", "log.key"} <= files
