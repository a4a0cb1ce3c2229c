"""A board publishes in production: plan, two approvals, publication."""

from pathlib import Path
from subprocess import CompletedProcess

from commands import installed, run


def in_production(here: Path, *words: str) -> CompletedProcess[str]:
    return run(here, *words, REGISTRY_PRODUCTION="yes")


def test_a_production_registry_publishes_what_two_people_approved(tmp_path: Path) -> None:
    here = installed(tmp_path)
    run(here, "directory", "catalogue")
    planned = in_production(here, "publish", "--dry-run")
    assert "lists " in planned.stdout
    digest = planned.stdout.splitlines()[-1].removeprefix("sha256 ")
    refused = in_production(here, "publish")
    assert (refused.returncode, "0 of 2 people" in refused.stderr) == (3, True)
    assert in_production(here, "approve", digest, "--as", "Ana").stdout.startswith("1 person has")
    assert in_production(here, "approve", digest, "--as", "Ben").stdout.startswith("2 people have")
    assert in_production(here, "publish").stdout.splitlines()[-1] == f"sha256 {digest}"


def test_a_setting_that_is_neither_yes_nor_no_is_refused(tmp_path: Path) -> None:
    answer = run(installed(tmp_path), "publish", REGISTRY_PRODUCTION="maybe")
    assert (answer.returncode, "neither yes nor no" in answer.stderr) == (2, True)


def test_an_erratum_of_what_is_not_public_is_refused(tmp_path: Path) -> None:
    here = installed(tmp_path)
    told = run(here, "erratum", "a.g001", "funnel", "--reason", "TOLD_WRONGLY", "--as", "Ana")
    assert (told.returncode, "Nothing named funnel is public" in told.stderr) == (1, True)
