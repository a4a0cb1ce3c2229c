"""The code we show works: it is run, as it stands, against a server that listens."""

import math
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from live import listening

from registry.public_app import create_public_app
from registry.shelf import Shelf
from registry.views.cohort import Dimension
from registry.views.survival import survival
from registry.web.public.snippets import CURL, PYTHON, SNIPPETS, SURVIVAL, R, Snippet
from tests.views.example import SNAPSHOT, frozen

pytestmark = pytest.mark.thorough

README = Path(__file__).parents[2] / "README.md"
DEMO = "http://127.0.0.1:8000"
EXACT = ["aurora", "ES", "7", "12"]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with listening(create_public_app(Shelf(frozen()), lambda: "error-1")) as home:
        yield home


def said(command: list[str], code: str, folder: Path) -> str:
    """What a program says of the code, which must succeed and complain of nothing."""
    done = subprocess.run(
        command, input=code, cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


def test_the_python_snippet_prints_rates_and_what_is_withheld(address: str, tmp_path: Path) -> None:
    told = said([sys.executable, "-W", "error"], PYTHON.at(address), tmp_path)
    assert [line for line in told.splitlines() if all(word in line for word in EXACT)]
    assert [line for line in told.splitlines() if "borealis" in line and "2027-09-30" in line]


def test_the_survival_snippet_prints_a_class_with_patients_limits_and_completeness(
    address: str, tmp_path: Path
) -> None:
    (row,) = survival(
        SNAPSHOT,
        by=(Dimension.ATMP_CLASS,),
        where={
            Dimension.ATMP_CLASS: frozenset({"GTMP"}),
            Dimension.TIMING: frozenset({"PROSPECTIVE"}),
        },
    )
    told = said([sys.executable, "-W", "error"], SURVIVAL.at(address), tmp_path)
    table = {tuple(cells[1:3]): cells[3:] for cells in map(str.split, told.splitlines()[1:])}
    assert len(row.of_accepted.points) > 1
    for point in row.of_accepted.points:
        shown = point.survival.value, point.survival.low, point.survival.high
        known = [math.nan if each is None else each for each in shown]
        found = table["of_accepted.points.survival", str(point.day)]
        assert [float(cell) for cell in found] == pytest.approx(known, abs=1e-6, nan_ok=True)
        patients, *_ = table["of_accepted.points.patients", str(point.day)]
        assert float(patients) == point.patients
        assert ("of_accepted.points.completeness", str(point.day)) in table


def test_the_r_snippet_prints_the_same_rates(address: str, tmp_path: Path) -> None:
    """Where R is not installed there is nothing to run; its code then stands as it was run here."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        assert "result.of_accepted" in R.code
        return
    told = said([rscript, "--vanilla", "-"], R.at(address), tmp_path)
    assert [line for line in told.splitlines() if all(word in line for word in EXACT)]


def test_the_curl_snippet_downloads_checks_and_asks(address: str, tmp_path: Path) -> None:
    told = said(["/bin/bash", "-euo", "pipefail"], CURL.at(address), tmp_path)
    assert "efficacy.csv: OK\n" in told
    assert '{"totalCount":1}' in told.replace(" ", "")
    assert (tmp_path / "efficacy.csv").read_bytes().startswith(b"view,row,")


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda snippet: snippet.id)
def test_the_readme_shows_the_code_that_was_run(snippet: Snippet) -> None:
    assert f"```{snippet.id}\n{snippet.at(DEMO)}```" in README.read_text()


def test_the_page_of_data_shows_the_code_for_its_own_address(address: str) -> None:
    import html

    import httpx

    page = html.unescape(httpx.get(f"{address}/data").text)
    for snippet in SNIPPETS:
        assert snippet.at(address) in page
