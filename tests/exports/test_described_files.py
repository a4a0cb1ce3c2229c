"""What describes the files of a snapshot: codebook, schemas, package, checksums, citations."""

import csv
import hashlib
import io
import json
import shutil
import subprocess
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

from registry import texts
from registry.exports.codebook import entries
from registry.exports.edition import LICENCE, Edition
from registry.exports.release import columns_digest, entity_tag, files_of, listed
from registry.exports.tables import table_of
from registry.model.codes import Verdict
from registry.views import VIEWS
from registry.views.figures import Reason
from tests.views.example import SNAPSHOT, frozen

HOME = "https://registry.example"
EDITION = Edition(frozen(), HOME)
FILES = files_of(EDITION)
ENTRIES = tuple(entries())


def written(path: str) -> bytes:
    return b"".join(FILES[path].write(EDITION))


def loaded(path: str) -> Any:
    return json.loads(written(path))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every file of the snapshot, as somebody who downloads it has it."""
    found = tmp_path_factory.mktemp("r")
    for path in FILES:
        (found / path).parent.mkdir(parents=True, exist_ok=True)
        (found / path).write_bytes(written(path))
    return found


def test_sha256sum_agrees_with_every_file(folder: Path) -> None:
    command = [shutil.which("sha256sum") or "sha256sum", "--strict", "-c", "SHA256SUMS"]
    said = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stderr) == (0, "")
    agreed = {line.removesuffix(": OK") for line in said.stdout.splitlines()}
    assert agreed == set(FILES) - {"SHA256SUMS"}


def test_a_changed_file_does_not_agree(folder: Path, tmp_path: Path) -> None:
    other = shutil.copytree(folder, tmp_path / "r")
    (other / "efficacy.csv").write_bytes(b"view\r\n")
    command = [shutil.which("sha256sum") or "sha256sum", "-c", "SHA256SUMS"]
    said = subprocess.run(command, cwd=other, capture_output=True, text=True, check=False)
    assert said.returncode == 1
    assert "efficacy.csv: FAILED" in said.stdout


def test_the_package_names_every_file_with_its_size_and_hash() -> None:
    package = loaded("datapackage.json")
    resources = {each["path"]: each for each in package["resources"]}
    assert set(resources) == set(listed(EDITION))
    for path, told in resources.items():
        data = written(path)
        assert told["bytes"] == len(data)
        assert told["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
    assert len({each["name"] for each in package["resources"]}) == len(resources)
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    assert (package["version"], package["id"]) == ("4", f"sha256:{frozen().digest}")


@pytest.mark.parametrize("view", VIEWS)
def test_the_schema_of_a_view_has_the_columns_of_its_csv(view: str) -> None:
    (resource,) = [r for r in loaded("datapackage.json")["resources"] if r["name"] == f"{view}.csv"]
    schema = loaded(resource["schema"])
    header = written(f"{view}.csv").decode().partition("\r\n")[0].split(",")
    assert [field["name"] for field in schema["fields"]] == header
    assert all(field["description"] for field in schema["fields"])


CASTS = {
    "string": str,
    "number": float,
    "integer": int,
    "boolean": {"true": True, "false": False}.__getitem__,
    "date": lambda text: __import__("datetime").date.fromisoformat(text),
}


@pytest.mark.parametrize("view", VIEWS)
def test_every_cell_has_the_type_its_schema_states(view: str) -> None:
    types = {field["name"]: field["type"] for field in loaded(f"schema/{view}.json")["fields"]}
    for record in list(csv.DictReader(io.StringIO(written(f"{view}.csv").decode())))[:-1]:
        for name, value in record.items():
            assert value == "" or CASTS[types[name]](value) is not None  # type: ignore[operator]


def test_the_codebook_has_every_column_measure_and_code() -> None:
    told = {(entry.view, entry.kind, entry.name, entry.code) for entry in ENTRIES}
    for view in VIEWS.values():
        table = table_of(view)
        for name in table.columns:
            assert {(view.id, "column", name, ""), ("", "column", name, "")} & told
        for measure in table.measures:
            assert (view.id, "measure", measure.path, "") in told
            for code in measure.codes or ():
                assert (view.id, "code", measure.path, str(code.value)) in told


def test_every_record_of_the_codebook_has_words() -> None:
    assert [entry for entry in ENTRIES if not entry.words] == []


@pytest.mark.parametrize(
    ("code", "words"),
    [(Reason.NOT_YET, texts.WITHHELD["NOT_YET"]), (Verdict.NOT_MET, texts.VERDICTS["NOT_MET"])],
)
def test_a_code_has_the_words_of_every_other_surface(code: Enum, words: str) -> None:
    assert words in {entry.words for entry in ENTRIES if entry.code == code.value}


def test_every_status_in_the_tables_is_in_the_codebook() -> None:
    known = {entry.code for entry in ENTRIES if entry.name == "value_status"}
    found = {line["value_status"] for view in VIEWS for line in loaded(f"{view}.json")}
    assert found <= known


def test_the_codebook_is_a_csv_table() -> None:
    records = list(csv.DictReader(io.StringIO(written("codebook.csv").decode())))
    assert len(records) == len(ENTRIES)
    assert set(records[0]) == {"view", "kind", "name", "code", "type", "unit", "words"}


def test_all_citations_say_the_same() -> None:
    title = "HE Registry, snapshot 4 of 30 September 2026"
    for path in ("cite.json", "cite.bib", "cite.ris", "CITATION.cff", "datacite.json"):
        text = written(path).decode()
        for fact in (title, "HE Registry", f"{HOME}/data#snapshot-4", frozen().digest, "2026"):
            assert fact in text, (path, fact)


def test_a_citation_of_invented_data_says_so() -> None:
    for path in ("cite.json", "cite.bib", "cite.ris", "CITATION.cff", "datacite.json"):
        assert "fictional" in written(path).decode()


def test_a_reference_manager_reads_ris_line_by_line() -> None:
    lines = written("cite.ris").decode().split("\r\n")
    assert (lines[0], lines[-2], lines[-1]) == ("TY  - DATA", "ER  - ", "")
    assert all(line[2:6] == "  - " for line in lines[:-1])


def test_what_a_doi_needs_is_there_and_no_doi_is() -> None:
    told = loaded("datacite.json")["data"]["attributes"]
    assert not {"doi", "prefix", "suffix"} & set(told)
    needed = {"creators", "titles", "publisher", "publicationYear", "types", "url"}
    assert needed <= set(told)
    assert told["relatedIdentifiers"][0]["relatedIdentifier"] == f"{HOME}/r/3/snapshot.json"


def test_search_engines_read_licence_version_and_downloads() -> None:
    told = loaded("dataset.jsonld")
    assert (told["@type"], told["license"], told["version"]) == ("Dataset", LICENCE, "4")
    links = {each["contentUrl"] for each in told["distribution"]}
    assert f"{HOME}/r/4/efficacy.parquet" in links
    assert told["identifier"] == f"sha256:{frozen().digest}"


def test_a_view_with_a_new_field_has_new_entity_tags(monkeypatch: pytest.MonkeyPatch) -> None:
    before = entity_tag(EDITION.frozen.digest, HOME, "efficacy.csv")
    first, *others = entries()
    monkeypatch.setattr("registry.exports.release.entries", lambda: [first, first, *others])
    columns_digest.cache_clear()
    assert entity_tag(EDITION.frozen.digest, HOME, "efficacy.csv") != before
    monkeypatch.undo()
    columns_digest.cache_clear()
    assert entity_tag(EDITION.frozen.digest, HOME, "efficacy.csv") == before


def test_an_entity_tag_is_of_one_file_of_one_snapshot() -> None:
    tags = {entity_tag(EDITION.frozen.digest, HOME, path) for path in FILES}
    assert len(tags) == len(FILES)
    assert entity_tag(EDITION.frozen.digest, "https://other.example", "cite.bib") not in tags


@pytest.mark.parametrize("path", FILES)
def test_every_file_is_the_same_when_written_again(path: str) -> None:
    assert written(path) == written(path)


def test_the_snapshot_itself_is_among_its_files() -> None:
    assert written("snapshot.json") == frozen().body
    assert SNAPSHOT.number == 4
