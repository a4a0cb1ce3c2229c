"""What the documents say is what the house does."""

import re
from pathlib import Path

import pytest

from registry.client import RegistryClient
from registry.model import episode, registration, submission

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
GLOSSARY = ROOT / "docs" / "glossary.md"
RECORDS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
OPERATIONS = sorted((ROOT / "graphql" / "operations").glob("*/*.graphql"))

LAW_WORDS = """product, approval, centre, programme, endpoint, endpoint result, treatment episode,
batch, follow-up visit, adverse event, costs, advice, submission, finding, receipt, correction,
release stage, gate, hold, decision, sealed group, cohort, snapshot, pseudonym, link token,
lineage, withheld, R0, R1, R2, R3, R4, R5, R6"""


def paragraphs(path: Path) -> list[str]:
    return [part.strip() for part in path.read_text().split("\n\n") if part.strip()]


def glossary_words() -> list[str]:
    return re.findall(r"^\*\*(.+?)\*\* \S", GLOSSARY.read_text(), flags=re.MULTILINE)


def final_command(target: str) -> str:
    """The last line of a recipe in the Makefile."""
    recipe = re.search(rf"^{target}:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(), re.M)
    assert recipe, f"the Makefile has no recipe for {target}"
    return recipe[1].strip().splitlines()[-1].strip().removesuffix(" --port $(PORT)")


@pytest.mark.parametrize("target", ["demo", "test"])
def test_the_readme_shows_the_command_that_make_runs(target: str) -> None:
    text = README.read_text()
    assert f"make {target}" in text
    assert final_command(target) in text


def test_the_glossary_defines_each_word_once_in_alphabetical_order() -> None:
    words = glossary_words()
    assert words == sorted({word.casefold(): word for word in words}.values(), key=str.casefold)
    assert len(paragraphs(GLOSSARY)) == len(words) + 2


@pytest.mark.parametrize("word", re.split(r",\s+", LAW_WORDS))
def test_every_word_of_the_house_is_in_the_glossary(word: str) -> None:
    assert word in glossary_words()


def test_decision_records_are_numbered_and_no_number_stands_twice() -> None:
    assert RECORDS
    numbers = [int(record.name[:4]) for record in RECORDS]
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_a_decision_record_has_number_title_and_two_paragraphs(record: Path) -> None:
    assert re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", record.name)
    heading, *body = paragraphs(record)
    assert re.fullmatch(rf"# {int(record.name[:4])}\. \S.*", heading)
    assert len(body) == 2


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda path: path.stem)
def test_every_operation_file_is_shown_to_its_readers(operation: Path) -> None:
    pages = [README, *(ROOT / "docs").rglob("*.md"), *(ROOT / "graphql").glob("*.md")]
    assert any(operation.name in page.read_text() for page in pages)


def examples(page: str) -> str:
    """The Python examples of a page, as one function body."""
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / page).read_text(), flags=re.S)
    return "async def example(patient, record, answer):\n" + "\n".join(
        f"    {line}" for block in blocks for line in block.splitlines()
    )


def test_the_clients_page_has_an_example_of_every_operation_that_fits_the_model() -> None:
    source = examples("client.md")
    public = [name for name in vars(RegistryClient) if not name.startswith("_")]
    assert [name for name in public if f"client.{name}(" not in source] == []
    compile(source, "client.md", "exec")
    called = {word for word in re.findall(r"\b([A-Z]\w+)\(", source) if word != "AsyncClient"}
    known = {**vars(registration), **vars(submission), **vars(episode)}
    assert called - {"RegistryClient"} <= set(known)


def test_no_document_links_to_a_file_that_is_not_there() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    missing = [
        f"{page.name}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text())
        if not (page.parent / target).exists()
    ]
    assert missing == []
