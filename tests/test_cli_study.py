"""A study of a register as its curator enters it: shown in full, stored once, nothing half-read."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from commands import installed, run
from fictional_studies import FULL, NCT, changed

ENTER = ("directory", "study", "study.json", "--product", "nc1", "--disease", "lbcl")


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = installed(tmp_path_factory.mktemp("registry"))
    assert run(folder, "directory", "catalogue").returncode == 0
    return folder


def written(here: Path, study: Any) -> Path:
    (here / "study.json").write_text(json.dumps(study))
    return here


def stored(here: Path) -> list[tuple[str, int, str]]:
    """Kind, version and document of everything that was entered of the study."""
    asked = (
        "SELECT kind, version, document FROM directory_record "
        "WHERE id LIKE ? ORDER BY kind, id, version"
    )
    with closing(sqlite3.connect(here / "data" / "registry.sqlite")) as database:
        return database.execute(asked, (f"cited-{NCT.lower()}%",)).fetchall()


def test_a_dry_run_shows_flow_events_and_notes_and_stores_nothing(here: Path) -> None:
    before = stored(here)
    told = run(written(here, FULL), *ENTER, "--dry-run")
    lines = [" ".join(line.split()) for line in told.stdout.splitlines()]
    for line in (
        f"{NCT}: Fictional cells in fictional lymphoma",
        "reason to stop, as coded: FUTILITY (shown only, not entered)",
        "25 started",
        "20 completed",
        "1 moved to another town",
        "7 / 15 Cytokine release syndrome; Immune system disorders; High dose",
        "? / 10 Cytokine release syndrome; Immune system disorders; Low dose",
    ):
        assert line in lines
    assert "without a verdict" in told.stderr
    assert stored(here) == before


def test_a_changed_study_is_a_new_version_and_an_unchanged_one_is_none(here: Path) -> None:
    assert "2 of 2 facts" in run(written(here, FULL), *ENTER).stdout
    assert "0 of 2 facts" in run(here, *ENTER).stdout
    resumed = changed("protocolSection", "statusModule", "overallStatus", value="COMPLETED")
    assert "1 of 2 facts" in run(written(here, resumed), *ENTER).stdout
    facts = stored(here)
    assert [(kind, version) for kind, version, _ in facts] == [
        ("EndpointResult", 1),
        ("Programme", 1),
        ("Programme", 2),
    ]
    assert json.loads(facts[0][2])["verdict"] is None


REFUSALS = {
    "an unknown product": (("--product", "no-such-product"), FULL, "No real product"),
    "an unknown disease": (("--disease", "plague"), FULL, "not a code of the registry"),
    "a study listed before": (
        (),
        changed("protocolSection", "identificationModule", "nctId", value="NCT03144583"),
        "listed already",
    ),
    "no study": ((), {"protocolSection": {}}, "Download the study"),
}


@pytest.mark.parametrize("case", REFUSALS.values(), ids=REFUSALS.keys())
def test_what_cannot_be_entered_is_refused_in_plain_words(
    case: tuple[tuple[str, ...], Any, str], here: Path
) -> None:
    words, study, said = case
    before = stored(here)
    answer = run(written(here, study), *ENTER, *words)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert said in answer.stderr
    assert "Traceback" not in answer.stderr
    assert stored(here) == before
