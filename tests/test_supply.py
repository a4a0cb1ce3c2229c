"""What is installed is known: the bill of materials is true, the audit says what it found."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from cyclonedx.model.bom import Bom

from registry.cli.contract import generated
from registry.cli.sbom import pins_in, sbom
from tests.audit.verdict import verdict

ROOT = Path(__file__).parent.parent
PINS = (ROOT / "requirements.txt").read_text()
BILL = json.loads(next(text for path, text in generated().items() if path.name == "sbom.cdx.json"))


def test_the_bill_names_every_pinned_package_with_every_digest_and_nothing_else() -> None:
    pinned = re.findall(r"^([a-z0-9-]+)==(\S+)", PINS, re.MULTILINE)
    assert [(each["name"], each["version"]) for each in BILL["components"]] == pinned
    digests = [found["content"] for each in BILL["components"] for found in each["hashes"]]
    assert sorted(digests) == sorted(re.findall(r"sha256:([0-9a-f]{64})", PINS))


def test_the_bill_says_what_the_registry_itself_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = {re.split(r"[\[<>=;]", text)[0].strip() for text in project["dependencies"]}
    first = BILL["dependencies"][0]
    needed = {re.split("[/@]", ref)[1] for ref in first["dependsOn"]}
    assert first["ref"] == "he-registry"
    assert asked <= needed
    assert BILL["metadata"]["component"]["version"] == project["version"]


def test_every_package_is_needed_by_one_that_is_there() -> None:
    refs = {each["ref"] for each in BILL["dependencies"]}
    reached = {ref for each in BILL["dependencies"] for ref in each["dependsOn"]}
    assert reached <= refs
    assert refs - reached <= {"he-registry", "pkg:pypi/hatchling@" + version_of("hatchling")}


def version_of(name: str) -> str:
    return next(pin.version for pin in pins_in(PINS) if pin.name == name)


def test_others_can_read_the_bill() -> None:
    bom = Bom.from_json(BILL)  # type: ignore[attr-defined]
    assert len(bom.components) == len(BILL["components"])


def test_the_bill_is_the_same_whenever_it_is_made() -> None:
    assert sbom(PINS, "1") == sbom(PINS, "1")
    assert "timestamp" not in sbom(PINS, "1")


def test_another_digest_is_another_bill() -> None:
    digest = re.findall(r"sha256:([0-9a-f]{64})", PINS)[0]
    assert sbom(PINS.replace(digest, "0" * 64), "1") != sbom(PINS, "1")


FOUND = {"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "CVE-1"}]},
                          {"name": "b", "version": "2", "vulns": []}]}  # fmt: skip


def test_a_known_vulnerability_fails_and_is_named() -> None:
    found = verdict("pins", json.dumps(FOUND), "")
    assert (found.is_vulnerable, "a 1: CVE-1" in found.words, "b 2" in found.words) == (
        True,
        True,
        False,
    )


def test_none_passes() -> None:
    clean = {"dependencies": FOUND["dependencies"][1:]}
    assert verdict("pins", json.dumps(clean), "").is_vulnerable is False


@pytest.mark.parametrize("said", ["", "no json", "[]", "null", '{"error": 1}'])
def test_a_service_that_cannot_be_asked_is_said_loudly_and_fails_nothing(said: str) -> None:
    found = verdict("pins", said, "Traceback\nConnectionError: no network")
    assert found.is_vulnerable is False
    assert "pins WAS NOT AUDITED" in found.words
    assert "ConnectionError: no network" in found.words


def test_the_check_of_a_change_audits() -> None:
    assert "audit" in (ROOT / ".ci" / "run").read_text().splitlines()[-1]
