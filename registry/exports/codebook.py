"""The codebook: every view, column, measure and code of the tables in plain words.

It is made of the types of the rows, of what these say of themselves, and of the public texts.
"""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import NamedTuple

from registry import texts
from registry.exports.csv_file import plain_csv
from registry.exports.edition import Edition
from registry.exports.lines import NONE, SHOWN
from registry.exports.shape import sentence
from registry.exports.tables import FIRST, VALUES, Column, Table, table_of
from registry.exports.words import COLUMNS, column_words
from registry.views import VIEWS

TYPE_NAMES = {"str": "string", "float": "number", "int": "integer", "bool": "boolean"}
WORDS: Mapping[str, Mapping[str, str]] = {
    "Reason": texts.WITHHELD,
    "NoEstimate": texts.NO_ESTIMATE,
    "NoSuccess": texts.NO_SUCCESS,
    "NotInfusedReason": texts.NOT_INFUSED,
    "Verdict": texts.VERDICTS,
    "EndpointChangeReason": texts.ENDPOINT_CHANGES,
    "HoldReason": texts.HOLD_REASONS,
    "Label": texts.LABELS,
}
STATUS = {SHOWN: "The value is there.", NONE: texts.NOTHING_STATED}


class Entry(NamedTuple):
    """A record of the codebook. `kind` is view, column, measure, list or code."""

    view: str
    kind: str
    name: str
    code: str
    type: str
    unit: str
    words: str


def codebook(_: Edition) -> list[bytes]:
    """The codebook as CSV; the same for every snapshot that this version writes."""
    return [plain_csv(Entry._fields, entries())]


def entries() -> Iterator[Entry]:
    """Every record: what all tables share, then view by view."""
    for name, kind in {**FIRST, **VALUES}.items():
        yield Entry("", "column", name, "", type_name(kind), "", COLUMNS[name])
    yield from codes_of("value_status", STATUS)
    yield from codes_of("value_status", {**texts.WITHHELD, **texts.NO_ESTIMATE})
    yield from codes_of("stage", texts.STAGES)
    yield from codes_of("no_success", texts.NO_SUCCESS)
    yield from codes_of("not_infused", texts.NOT_INFUSED)
    for view in VIEWS.values():
        yield Entry(view.id, "view", view.id, "", "", "", view.sentence)
        yield from entries_of(table_of(view))


def entries_of(table: Table) -> Iterator[Entry]:
    """The columns, measures and codes of one view."""
    view = table.view.id
    for key in table.keys:
        yield Entry(view, "column", key.name, "", "string", "", words_of(key))
    for each in table.measures:
        yield Entry(view, "measure", each.path, "", each.kind, each.unit, each.words)
    for name, codes in lists_of(table):
        yield Entry(view, "list", name, codes.__name__, "code", "", sentence(codes))
        known = WORDS.get(codes.__name__, {})
        words = {str(c.value): known.get(str(c.value), in_words(c)) for c in codes}
        yield from codes_of(name, words, view)


def lists_of(table: Table) -> Iterator[tuple[str, type[Enum]]]:
    """The code lists of a view, each with the column or measure that holds its codes."""
    yield from ((key.name, key.codes) for key in table.keys if key.codes)
    yield from ((each.path, each.codes) for each in table.measures if each.codes)


def codes_of(name: str, words: Mapping[str, str], view: str = "") -> Iterator[Entry]:
    """Each code of a list with its words."""
    return (Entry(view, "code", name, code, "", "", told) for code, told in words.items())


def words_of(key: Column) -> str:
    """What a column that tells rows apart holds."""
    return sentence(key.codes) if key.codes else column_words(key.name)


def in_words(code: Enum) -> str:
    """The name of a code as people say it."""
    return code.name.lower().replace("_", " ")


def type_name(kind: type) -> str:
    """The name of a column's type in a Table Schema."""
    return TYPE_NAMES.get(kind.__name__, kind.__name__)


def columns_in_words(table: Table) -> dict[str, str]:
    """Every column of a table with what it holds."""
    keys = {key.name: words_of(key) for key in table.keys}
    return {name: keys.get(name) or COLUMNS[name] for name in table.columns}
