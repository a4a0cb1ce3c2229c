"""How much a document may ask, and the schema that reads each document once.

Documents are parsed, measured and validated in one step whose outcome is remembered per schema, so
that the second identical document costs a look-up. What it may cost to execute is counted with its
variables, request by request (`cost.py`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import strawberry
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    OperationType,
    parse,
    specified_rules,
    validate,
)
from msgspec import Struct
from strawberry.extensions import SchemaExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule
from strawberry.types.scalar import ScalarDefinition

from registry_graphql.cost import Bill, prices_of, show_prices
from registry_graphql.errors import Code, Refused
from registry_graphql.sizes import Measure, Size, Weight, weight_of

TOO_DEEP = "the document is nested too deeply"


class Limits(Struct, frozen=True):
    """The most one request may hold, counted after fragments are spread out.

    `depth` counts fields below each other, introspection apart; `characters` keeps values out of
    documents, they belong into variables. `values` counts the JSON values in variables; None leaves
    variables, and lists in them, to the limit of the body. `cost` is explained in `cost.py`; `rows`
    is the largest page. One parsed token takes about 0.6 kB, so the memory for remembered documents
    stays below `remembered * tokens * 0.6 kB` (77 MB).
    """

    characters: int = 20_000
    tokens: int = 2_000
    depth: int = 12
    aliases: int = 30
    directives: int = 30
    fragments: int = 30
    list_length: int = 200
    values: int | None = 1_000
    rows: int = 200
    cost: int = 50_000
    remembered: int = 64


class Checked(Struct, frozen=True):
    """A document as it was read; `faults` is empty when it may be executed."""

    document: DocumentNode | None
    faults: tuple[GraphQLError, ...]

    def operation(self, name: str | None) -> OperationDefinitionNode | None:
        """The operation to execute: the named one, or the only one (GraphQL, GetOperation)."""
        definitions = self.document.definitions if self.document else ()
        found = [each for each in definitions if isinstance(each, OperationDefinitionNode)]
        if name:
            found = [each for each in found if each.name and each.name.value == name]
        return found[0] if len(found) == 1 else None


def limit_faults(size: Size, limits: Limits) -> Iterator[GraphQLError]:
    """One refusal for each limit that is exceeded."""
    for what in Size._fields:
        yield from exceeded("document", what, getattr(size, what), limits)


def variable_faults(variables: object, limits: Limits) -> Iterator[GraphQLError]:
    """The same for variables."""
    weight = weight_of(variables) if limits.values is not None else Weight()
    for what in Weight._fields:
        yield from exceeded("variables", what, getattr(weight, what), limits)


def exceeded(part: str, what: str, count: int, limits: Limits) -> Iterator[GraphQLError]:
    """A refusal, if a part of a request holds more of something than its limit."""
    most = getattr(limits, what)
    if most is not None and count > most:
        verb, name = "exceeds" if part == "document" else "exceed", what.replace("_", " ")
        sentence = f"the {part} {verb} the limit of {most} for {name}"
        yield Refused(sentence, Code.LIMIT_EXCEEDED)


def rules_of(introspection: bool) -> tuple[type[Any], ...]:
    """The validation rules of a schema, made once."""
    own = (MaybeNullValidationRule, OneOfInputValidationRule)
    closed = () if introspection else (NoSchemaIntrospectionCustomRule,)
    return (*specified_rules, *own, *closed)


def check_document(
    schema: GraphQLSchema, rules: tuple[type[Any], ...], limits: Limits, text: str
) -> Checked:
    """Read a document: too long, not parsable, too much, not valid, or ready to execute."""
    if len(text) > limits.characters:
        sentence = f"the document exceeds the limit of {limits.characters} characters"
        return Checked(None, (Refused(sentence, Code.LIMIT_EXCEEDED),))
    try:
        document = parse(text, max_tokens=limits.tokens)
        faults = tuple(limit_faults(Measure(document).whole(), limits))
        if not faults:
            faults = tuple(validate(schema, document, rules, hide_suggestions=True))
    except GraphQLError as error:
        return Checked(None, (error,))
    except RecursionError:
        return Checked(None, (Refused(TOO_DEEP, Code.LIMIT_EXCEEDED),))
    return Checked(document, faults)


class CheckedDocuments(SchemaExtension):
    """Hands the library the document that `RegistrySchema.check` has read."""

    def __init__(self, check: Callable[[str], Checked]) -> None:
        self.check = check

    def on_parse(self) -> Iterator[None]:
        """Give the parsed document; one that cannot be parsed goes no further."""
        checked = self.check(self.execution_context.query or "")
        if checked.document is None:
            raise checked.faults[0].with_traceback(None)
        self.execution_context.graphql_document = checked.document
        yield

    def on_validate(self) -> Iterator[None]:
        """Give the faults, so that the document is not validated again."""
        checked = self.check(self.execution_context.query or "")
        self.execution_context.pre_execution_errors = list(checked.faults)
        yield


class RegistrySchema(strawberry.Schema):
    """A schema that reads each document once and writes no submitted value to any log.

    `trusted` documents, by their id, are read when the schema is made; ValueError for a wrong one.
    """

    def __init__(
        self,
        query: type,
        mutation: type | None = None,
        *,
        scalars: Mapping[object, ScalarDefinition],
        types: Iterable[type] = (),
        limits: Limits = Limits(),  # noqa: B008 - frozen
        introspection: bool = True,
        trusted: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        super().__init__(
            query,
            mutation,
            types=types,
            extensions=[lambda: CheckedDocuments(self.check)],
            config=StrawberryConfig(scalar_map=scalars),
        )
        core, rules = self._schema, rules_of(introspection)
        self.limits, self.prices = limits, prices_of(core)
        show_prices(core, self.prices)
        self.remembered = lru_cache(limits.remembered)(
            lambda text: check_document(core, rules, limits, text)
        )
        self.trusted = trusted
        self.read = {text: check_document(core, rules, limits, text) for text in trusted.values()}
        if any(checked.faults for checked in self.read.values()):
            raise ValueError("A trusted document is not valid. Run the tests of its operation.")

    def check(self, text: str) -> Checked:
        """A document as it was read: the trusted ones at the start, others remembered a while."""
        return self.read.get(text) or self.remembered(text)

    def cost(
        self,
        checked: Checked,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any] | None,
    ) -> int:
        """What a checked operation costs with these variables (`cost.py`)."""
        assert checked.document is not None  # noqa: S101 - it was checked
        reads = operation.operation is OperationType.QUERY
        root = self._schema.query_type if reads else self._schema.mutation_type
        bill = Bill(self.prices, self.limits.rows, checked.document, operation, variables or {})
        return bill.total(root.name if root else "")

    def price_list(self) -> list[tuple[str, str, str]]:
        """Type, field and price in words of every field that does not simply cost 1."""
        said = [(*place, price.sentence()) for place, price in self.prices.items()]
        return sorted(each for each in said if each[2])

    def process_errors(self, *_: object) -> None:
        """Say nothing: the library would log messages and tracebacks that hold values."""
