"""Every number of a view, read once from the answers of GraphQL and once from the files.

Nothing here knows a view by name: the question is made from the schema, and both sides are
flattened to (row, measure, column) with the numbers in their order.
"""

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from fastparquet import ParquetFile
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from registry.archive import Archive
from registry.exports.release import FORMATS
from registry.exports.tables import table_of
from registry.snapshot import FrozenSnapshot
from registry.views import VIEWS
from registry_graphql.limits import RegistrySchema
from registry_graphql.public.context import context_for
from registry_graphql.public.schema import public_schema

COLUMNS = ("value", "numerator", "denominator", "low", "high")
Numbers = dict[tuple[str, str, str], list[float]]
PAGE = 100


@cache
def schema() -> RegistrySchema:
    return public_schema()


def root_fields() -> Mapping[str, GraphQLField]:
    root = schema()._schema.query_type
    assert root is not None
    return root.fields


def camel(view: str) -> str:
    """The field that is asked for a view; one that is named by its rows asks that of the others."""
    first, *rest = view.partition("-by-")[0].split("-")
    return first + "".join(word.capitalize() for word in rest)


def snake(name: str) -> str:
    return re.sub("([A-Z])", r"_\1", name).lower()


def fields_of(kind: GraphQLOutputType, above: tuple[str, ...] = ()) -> str:
    """Everything that can be asked of a type without arguments, as a selection."""
    named = get_named_type(kind)
    if is_leaf_type(named) or isinstance(named, GraphQLEnumType):
        return ""
    assert isinstance(named, GraphQLObjectType)
    asked, others = [], {*above, *rows_of_views()}
    for name, field in named.fields.items():
        inner = get_named_type(field.type).name
        needs = any(is_required_argument(argument) for argument in field.args.values())
        if not (needs or inner.endswith("Connection") or inner in others):
            asked.append(f"{name} {fields_of(field.type, (*above, named.name))}")
    return f"{{ {' '.join(asked)} }}"


@cache
def rows_of_views() -> frozenset[str]:
    """The types that are rows of a view themselves, and compared as that."""
    return frozenset(node_of(view).name for view in shown_by_graphql())


def node_of(view: str) -> GraphQLObjectType:
    """The type of the rows of a view."""
    connection = get_named_type(root_fields()[camel(view)].type)
    assert isinstance(connection, GraphQLObjectType)
    edge = get_named_type(connection.fields["edges"].type)
    assert isinstance(edge, GraphQLObjectType)
    node = get_named_type(edge.fields["node"].type)
    assert isinstance(node, GraphQLObjectType)
    return node


def shown_by_graphql() -> list[str]:
    """The views that the public surface has a field for."""
    return [view for view in VIEWS if camel(view) in root_fields()]


def answered(view: str, frozen: FrozenSnapshot) -> Iterator[Mapping[str, Any]]:
    """Every node of a view's root field, however its rows are grouped and chosen."""
    field = root_fields()[camel(view)]
    grouping = f"by: [{', '.join(dimensions(view, frozen))}], " if "by" in field.args else ""
    for choice in choices(field, table_of(VIEWS[view]).columns):
        yield from paged(view, f"{grouping}{choice}", frozen)


def choices(field: GraphQLField, columns: Container[str]) -> Iterator[str]:
    """Each value of what a question must choose and the file has in a column: which curve."""
    named = {name: get_named_type(arg.type) for name, arg in field.args.items()}
    must = [n for n, a in field.args.items() if isinstance(a.type, GraphQLNonNull)]
    for name in must:
        kind = named[name]
        if isinstance(kind, GraphQLEnumType) and name in columns:
            yield from (f"{name}: {value}, " for value in kind.values)
            return
    yield ""


def paged(view: str, asked: str, frozen: FrozenSnapshot) -> Iterator[Mapping[str, Any]]:
    """Every node of one question."""
    node, after = fields_of(node_of(view)), ""
    while True:
        page = f"{asked}first: {PAGE}{after}"
        query = f"{{ {camel(view)}({page}) {{ edges {{ cursor node {node} }} }} }}"
        done = schema().execute_sync(query, context_value=context_for(Archive(lambda: frozen)))
        assert done.errors is None, done.errors
        assert done.data is not None
        edges = done.data[camel(view)]["edges"]
        yield from (each["node"] for each in edges)
        if len(edges) < PAGE:
            return
        after = f', after: "{edges[-1]["cursor"]}"'


def dimensions(view: str, frozen: FrozenSnapshot) -> list[str]:
    """By what the rows of the file are grouped."""
    row: Any = VIEWS[view].rows(frozen.snapshot)[0]
    return [str(key.dimension) for key in row.keys]


def in_graphql(view: str, frozen: FrozenSnapshot) -> Numbers:
    """The numbers of the answers."""
    found: Numbers = defaultdict(list)
    for node in answered(view, frozen):
        for path, column, number in numbers_in(node, ""):
            found[node["id"], path, column].append(number)
    return dict(found)


def numbers_in(data: Any, path: str) -> Iterator[tuple[str, str, float]]:
    """Each number with its measure; those of a figure with their column."""
    if isinstance(data, list):
        for each in data:
            yield from numbers_in(each, path)
    elif isinstance(data, Mapping):
        figure = {"value", "withheld"} <= set(data)
        for name, value in data.items():
            if figure and name in COLUMNS:
                yield from ((path, name, n) for _, _, n in numbers_in(value, path))
            else:
                yield from numbers_in(value, f"{path}.{snake(name)}" if path else snake(name))
    elif isinstance(data, int | float) and not isinstance(data, bool):
        yield path, "value", float(data)


def in_file(view: str, ending: str, frozen: FrozenSnapshot) -> tuple[Numbers, set[str]]:
    """The numbers of a file, and the names of the items in it."""
    data = b"".join(FORMATS[ending].write(table_of(VIEWS[view]), frozen.snapshot))
    found: Numbers = defaultdict(list)
    items: set[str] = set()
    for record in RECORDS[ending](data):
        items |= set((record["item"] or "").split("/"))
        for column in COLUMNS:
            if record[column] not in (None, ""):
                found[record["row"], record["measure"], column].append(float(record[column]))
    return dict(found), items


def differences(view: str, frozen: FrozenSnapshot) -> list[str]:
    """Where GraphQL and a file disagree. A day or id that names an item stands in the item."""
    asked, found = in_graphql(view, frozen), []
    for ending in FORMATS:
        told, items = in_file(view, ending, frozen)
        missing = {key for key in told.keys() - asked.keys() if is_shown(view, key[1])}
        found += [f"{ending}: not asked {key}" for key in sorted(missing)]
        for key, numbers in asked.items():
            names = {f"{number:g}" for number in numbers}
            if told.get(key) != numbers and not (key not in told and names <= items):
                found.append(f"{ending}: {key} {told.get(key)} is not {numbers}")
    return found


def is_shown(view: str, measure: str) -> bool:
    """Whether the public surface has a field for a measure, or for what it is part of."""
    return camel(measure.partition(".")[0].replace("_", "-")) in node_of(view).fields


def count(view: str, frozen: FrozenSnapshot) -> int:
    """How many numbers of a view are compared."""
    return sum(map(len, in_file(view, "json", frozen)[0].values()))


def of_csv(data: bytes) -> Iterable[Mapping[str, Any]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))[:-1]


def of_json(data: bytes) -> Iterable[Mapping[str, Any]]:
    return json.loads(data)  # type: ignore[no-any-return]


def of_parquet(data: bytes) -> Iterable[Mapping[str, Any]]:
    frame = ParquetFile(io.BytesIO(data)).to_pandas().astype(object)
    return frame.where(frame.notna(), None).to_dict("records")  # type: ignore[no-any-return]


RECORDS = {"csv": of_csv, "json": of_json, "parquet": of_parquet}
