"""Commands run in the test's own process: quicker than a new one, and faults come through."""

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner

Do = Callable[..., str]


def doing(here: Path, monkeypatch: pytest.MonkeyPatch) -> Do:
    """Runs a command of the installation in a folder; what it says."""
    monkeypatch.chdir(here)
    for name in [name for name in os.environ if name.startswith("REGISTRY_")]:
        monkeypatch.delenv(name)

    def command(name: str, *words: str, **changed: str) -> str:
        group = import_module(f"registry.cli.{name}").command
        result = CliRunner().invoke(group, words, env=changed, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    return command
