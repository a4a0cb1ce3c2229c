"""The handbook of operators names what is there, and nothing that is not."""

import re
from pathlib import Path

from registry.cli import COMMANDS
from registry.health import Reason

ROOT = Path(__file__).parent.parent
HANDBOOK = (ROOT / "docs/operations.md").read_text()
UNIT = (ROOT / "docs/deploy/he-registry.service").read_text()
SETTING = re.compile(r"REGISTRY_[A-Z_]*[A-Z]")


def settings() -> set[str]:
    """Every setting the registry reads."""
    return set(SETTING.findall((ROOT / "registry/settings.py").read_text())) - {"REGISTRY_OIDC"}


def test_every_setting_is_in_the_handbook_and_every_one_there_is_read() -> None:
    assert set(SETTING.findall(HANDBOOK)) == settings()


def test_the_unit_sets_only_what_is_read() -> None:
    assert set(SETTING.findall(UNIT)) <= settings()


def test_the_unit_is_nobody_elses_account_writes_one_folder_and_dumps_no_core() -> None:
    told = set(UNIT.splitlines())
    assert {"User=he-registry", "UMask=0077", "LimitCORE=0", "CapabilityBoundingSet="} <= told
    assert {"NoNewPrivileges=yes", "ProtectSystem=strict", "StateDirectoryMode=0700"} <= told
    assert {"PrivateTmp=yes", "ProtectHome=yes", "ProtectProc=invisible"} <= told
    assert not [line for line in told if line.startswith(("ReadWritePaths=", "AmbientCap"))]


def test_every_reason_of_health_is_explained() -> None:
    explained = re.findall(r"^\| `([a-z-]+)` \|", HANDBOOK, re.MULTILINE)
    assert set(explained) == {reason.value for reason in Reason}


def test_every_test_the_handbook_names_is_there() -> None:
    named = set(re.findall(r"`(tests/[\w/]+\.py)`", HANDBOOK))
    assert named
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_every_command_of_the_handbook_is_there() -> None:
    there = {name for part in COMMANDS.values() for name in part}
    assert set(re.findall(r"he-registry ([a-z-]+)", HANDBOOK)) <= there
