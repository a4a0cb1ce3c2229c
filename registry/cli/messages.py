"""`he-registry messages`: bring the catalogues of translations up to date, in a checkout.

Texts are found in the templates, where code says or marks one, in the catalogue of states, and in
the rules, proposals and acts of deeper layers.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

ROOT = Path(__file__).parents[2]
IN_TEMPLATES: dict[str, Any] = {"_": None, "gettext": None, "ngettext": (1, 2)}
IN_CODE: dict[str, Any] = {"say": None, "marked": None, "plural": (1, 2), "ngettext": (1, 2)}
HEADER = """# Texts of the pages, brought up to date by he-registry messages.
# The translations await review by a medical reader of the language: docs/site.md.
msgid ""
msgstr ""
"Project-Id-Version: HE Registry\\n"
"Language: {language}\\n"
"Plural-Forms: {forms}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


class Text(NamedTuple):
    """A text to translate, with the file it stands in; two forms where it goes with a number."""

    file: str
    id: str | tuple[str, ...]


@click.command("messages")
def command() -> None:
    """Write registry/locales/*.po anew: new texts without a translation, unused ones left out."""
    from registry.language import LOCALES

    if not (ROOT / "pyproject.toml").exists():
        raise click.UsageError("This writes into a checkout of the code; there is none here.")
    for path in sorted(LOCALES.glob("*.po")):
        catalog = updated(path)
        path.write_bytes(written(catalog))
        missing = sum(1 for message in catalog if message.id and not translated(message.string))
        click.echo(f"{path.name}: {len(catalog)} texts, {missing} not translated")


def updated(path: Path) -> "Catalog":
    """The catalogue of a language with every text of today."""
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        catalog = read_po(file, locale=path.stem)
    catalog.update(template(), no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    return catalog


def written(catalog: "Catalog") -> bytes:
    """A catalogue as a file: in order of its files, without line numbers, which move too often."""
    from io import BytesIO

    from babel.messages.pofile import write_po

    file = BytesIO()
    write_po(file, catalog, 100, omit_header=True, sort_by_file=True, include_lineno=False)
    header = HEADER.format(language=catalog.locale, forms=catalog.plural_forms)
    return header.encode() + file.getvalue()


def translated(string: object) -> bool:
    """Whether a message has a translation, in each of its forms."""
    return all(string) if isinstance(string, tuple | list) else bool(string)


def template() -> "Catalog":
    """Every text of today, untranslated."""
    from babel.messages.catalog import Catalog

    catalog = Catalog(project="HE Registry")
    for text in sorted(texts(), key=lambda text: (text.file, str(text.id))):
        catalog.add(text.id, locations=[(text.file, 0)])
    return catalog


def texts() -> Iterator[Text]:
    """Every text that a page can say."""
    web = ROOT / "registry" / "web"
    for path in sorted((web / "templates").glob("*.html")):
        yield from found(path, "jinja2.ext:babel_extract", IN_TEMPLATES)
    for path in [ROOT / "registry" / "texts.py", *sorted(web.rglob("*.py"))]:
        yield from found(path, "python", IN_CODE)
    yield from states()
    yield from deeper()


def deeper() -> Iterator[Text]:
    """What is wrong and what to do, of every rule; what the board decides; what was done."""
    from registry.cli import deeper_texts

    yield from (Text("registry/intake/rules", text) for text in deeper_texts.rule_texts())
    yield from (Text("registry/board/proposals.py", text) for text in deeper_texts.proposal_texts())
    yield from (Text("registry/storage/ledger.py", text) for text in deeper_texts.acts())


def found(path: Path, method: str, keywords: dict[str, Any]) -> Iterator[Text]:
    """The texts in one file."""
    from babel.messages.extract import extract

    options: dict[str, str] = {}
    if path.suffix == ".html":
        options = {"newstyle_gettext": "true", "trimmed": "true"}
    with path.open("rb") as file:
        for _, message, _, _ in extract(method, file, keywords, (), options):
            yield Text(str(path.relative_to(ROOT)), message)


def states() -> Iterator[Text]:
    """The catalogue of states; the names of diseases, therapies, measures and responses."""
    from registry import texts as catalogue
    from registry.model.diseases import DISEASES
    from registry.model.measures import CATEGORY_LABELS, MEASURES
    from registry.model.therapies import THERAPIES

    for name, value in vars(catalogue).items():
        if name.isupper() and isinstance(value, str | Mapping):
            said = [value] if isinstance(value, str) else value.values()
            yield from (Text("registry/texts.py", text) for text in said)
    labels = [disease.label for disease in DISEASES.values()]
    yield from (Text("registry/model/diseases.py", label) for label in labels)
    kinds = [text for each in THERAPIES.values() for text in (each.label, each.note)]
    yield from (Text("registry/model/therapies.py", text) for text in kinds)
    measured = [*(measure.label for measure in MEASURES.values()), *CATEGORY_LABELS.values()]
    yield from (Text("registry/model/measures.py", label) for label in measured)
