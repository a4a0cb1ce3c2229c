"""The demo as its first user runs it: seven years, three answers, exit code 0."""

import os
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from authority_differences import authority_differences, told_numbers
from commands import RUN, installed
from litestar.testing import TestClient
from product_told import untold
from same_numbers import count, differences
from untranslated import untranslated

from registry.cli.demo import verifying
from registry.cli.simulation import settings_in
from registry.language import ENGLISH
from registry.log.note import parse_verifier_key
from registry.log.signer import LogSigner
from registry.public_app import create_public_app
from registry.shelf import Shelf
from registry.snapshot import FrozenSnapshot, thaw
from registry.views import VIEWS
from registry.views.authority.rows import authority_rows
from registry.views.extent import Extent, countries_of, years_of
from registry.views.products import products
from registry.web.public.site import PAGES
from tests.web.conftest import in_languages
from tests.web.pseudo import PSEUDO

pytestmark = pytest.mark.thorough

Counts = dict[str, int]


def demo(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "registry", "demo", "--no-serve", "--data", str(folder)]
    wide = os.environ | {"COLUMNS": "220"}
    return subprocess.run(
        command, capture_output=True, text=True, timeout=180, check=False, env=wide
    )


def counts(folder: Path) -> Counts:
    book = sqlite3.connect(folder / "demo.sqlite")
    try:
        tables = ("episode", "course_entry", "snapshot", "submission")
        found = {t: book.execute(f"SELECT COUNT(*) FROM {t}").fetchone()[0] for t in tables}  # noqa: S608
    finally:
        book.close()
    return found


def latest(folder: Path) -> FrozenSnapshot:
    """The newest snapshot of the demo."""
    book = sqlite3.connect(folder / "demo.sqlite")
    try:
        query = "SELECT body, digest FROM snapshot ORDER BY number DESC LIMIT 1"
        body, digest = book.execute(query).fetchone()
    finally:
        book.close()
    return thaw(body.encode(), digest)


def test_the_demo_answers_plays_seven_years_once_and_touches_no_registry_beside_it(
    tmp_path: Path,
) -> None:
    """One story, because the seven years take a while; its parts stand below."""
    folder = installed(tmp_path) / "data"
    real = (folder / "registry.sqlite").read_bytes()
    first = demo(folder)
    assert (first.returncode, first.stderr) == (0, "")
    it_answers_three_questions(first.stdout)
    it_played_fifteen_hundred_patients_and_fourteen_releases(folder)
    each_number_is_the_same_in_graphql_csv_json_and_parquet(folder)
    each_number_for_authorities_is_a_sum_of_whole_groups(folder)
    every_word_of_every_page_is_translated_or_marked(folder)
    the_page_of_each_product_tells_everything_it_must(folder)
    it_ends_when_nobody_reads_on(folder)
    a_second_run_keeps_what_is_there(folder)
    assert (folder / "registry.sqlite").read_bytes() == real


def it_answers_three_questions(said: str) -> None:
    assert said.count(" asks: ") == 3
    for word in ("Rejected", "Accepted", "of accepted", "of infused"):
        assert word in said
    for explained in ("sealed, at least 11", "not included yet", "Not open yet"):
        assert explained in said


def it_played_fifteen_hundred_patients_and_fourteen_releases(folder: Path) -> None:
    found = counts(folder)
    assert found["episode"] >= 1_500
    assert found["course_entry"] > 5 * found["episode"]
    assert found["snapshot"] == 14


def each_number_is_the_same_in_graphql_csv_json_and_parquet(folder: Path) -> None:
    frozen = latest(folder)
    assert {view: differences(view, frozen) for view in VIEWS} == {view: [] for view in VIEWS}
    assert sum(count(view, frozen) for view in VIEWS) > 1_500


def each_number_for_authorities_is_a_sum_of_whole_groups(folder: Path) -> None:
    """Of every year and country, added up by hand."""
    snapshot, told = latest(folder).snapshot, Counter[str]()
    for year in years_of(snapshot):
        for country in countries_of(snapshot):
            extent = Extent(year, country)
            assert authority_differences(snapshot, extent) == []
            told.update(key[4] for key in told_numbers(authority_rows(snapshot, extent)))
    assert told.total() > 5_000
    assert told["at-risk"] > 20


def every_word_of_every_page_is_translated_or_marked(folder: Path) -> None:
    """Of every product and centre, real and fictional, as a reader of another language has it."""
    frozen = latest(folder)
    directory, paths = frozen.snapshot.directory, {page.path for page in PAGES if page.translated}
    products = {f"/products/{product.id}" for product in directory.products}
    centres = {f"/centres/{centre.id}" for centre in directory.centres}
    with TestClient(in_languages(ENGLISH, PSEUDO, read=lambda: frozen)) as client:
        for path in sorted(products | centres | {path for path in paths if "{" not in path}):
            assert not list(untranslated(client.get(PSEUDO.href(path)).text, PSEUDO.code)), path
    assert len(products | centres) > 50


def the_page_of_each_product_tells_everything_it_must(folder: Path) -> None:
    """Stages and when they open, what is overdue, denominators, goals, regulators, citation."""
    frozen = latest(folder)
    with TestClient(create_public_app(Shelf(frozen), lambda: "error-1")) as client:
        ids = [product.id for product in products(frozen.snapshot)]
        pages = {id: client.get(f"/products/{id}").text for id in ids}
    assert {id: found for id in ids if (found := untold(frozen, id, pages[id]))} == {}
    assert sum("! Result overdue" in page for page in pages.values()) >= 2


def it_ends_when_nobody_reads_on(folder: Path) -> None:
    command = f"{' '.join(RUN)} demo --no-serve --data {folder} | head -n 1"
    said = subprocess.run(
        ["/bin/bash", "-c", command], capture_output=True, text=True, timeout=180, check=False
    )
    assert "asks" in said.stdout
    assert said.stderr == ""


def a_second_run_keeps_what_is_there(folder: Path) -> None:
    before = counts(folder)
    again = demo(folder)
    assert (again.returncode, again.stdout.count(" asks: ")) == (0, 3)
    after = counts(folder)
    assert after["snapshot"] == before["snapshot"]
    assert after["submission"] == before["submission"] + 1


def test_the_demo_names_the_command_that_verifies_its_own_log(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    python, *words, key = verifying(settings, "http://127.0.0.1:8000").split()
    assert Path(python).samefile(sys.executable)
    assert words == ["-m", "registry", "verify", "http://127.0.0.1:8000", "--key"]
    assert parse_verifier_key(key) == LogSigner(settings.log_origin, settings.log_key).key
