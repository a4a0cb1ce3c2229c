"""How much a document may ask, and the schema that reads each document once.

Documents are parsed, measured and validated in one step whose outcome is remembered per schema, so
that the second identical document costs a look-up. The library's own limiters walk fragments
without memory: thirty fragments that spread each other twice keep them busy for ever.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

import strawberry
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    Node,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    SelectionSetNode,
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

from registry_graphql.errors import Code, Refused

TOO_DEEP = "the document is nested too deeply"


class Limits(Struct, frozen=True):
    """The most one document may hold, counted after fragments are spread out.

    `depth` counts fields below each other, introspection apart; `characters` keeps values out of
    documents, they belong into variables. One parsed token takes about 0.6 kB, so the memory for
    remembered documents stays below `remembered * tokens * 0.6 kB` (77 MB).
    """

    characters: int = 20_000
    tokens: int = 2_000
    depth: int = 12
    aliases: int = 30
    directives: int = 30
    remembered: int = 64


class Size(NamedTuple):
    """How much a selection asks for."""

    depth: int = 0
    aliases: int = 0
    directives: int = 0

    def beside(self, other: "Size") -> "Size":
        """Two selections in the same braces."""
        return Size(
            max(self.depth, other.depth),
            self.aliases + other.aliases,
            self.directives + other.directives,
        )


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


class Measure:
    """Sizes of one document; every fragment is walked once, however often it is spread."""

    def __init__(self, document: DocumentNode) -> None:
        self.definitions = document.definitions
        self.fragments = {
            each.name.value: each
            for each in document.definitions
            if isinstance(each, FragmentDefinitionNode)
        }
        self.known: dict[str, Size] = {}

    def whole(self) -> Size:
        """The size of all operations together."""
        size = Size()
        for each in self.definitions:
            if isinstance(each, OperationDefinitionNode):
                size = size.beside(self.of(each))
        return size

    def of(self, node: Node) -> Size:
        """The size of an operation, a fragment, a field or a spread, with all below it."""
        if isinstance(node, FragmentSpreadNode):
            inside = self.fragment(node.name.value)
        else:
            inside = self.inside(getattr(node, "selection_set", None))
        if isinstance(node, FieldNode):
            inside = field_size(node, inside)
        directives = getattr(node, "directives", None) or ()
        return inside._replace(directives=inside.directives + len(directives))

    def inside(self, selection_set: SelectionSetNode | None) -> Size:
        """The size of everything between two braces."""
        size = Size()
        for selection in selection_set.selections if selection_set else ():
            size = size.beside(self.of(selection))
        return size

    def fragment(self, name: str) -> Size:
        """The size of a named fragment; nothing where it is unknown or spreads itself."""
        if name not in self.known:
            self.known[name] = Size()
            if name in self.fragments:
                self.known[name] = self.of(self.fragments[name])
        return self.known[name]


def field_size(node: FieldNode, inside: Size) -> Size:
    """A field around what it selects; introspection has its own depth rule in the library."""
    depth = 0 if node.name.value.startswith("__") else inside.depth + 1
    return Size(depth, inside.aliases + (node.alias is not None), inside.directives)


def limit_faults(size: Size, limits: Limits) -> Iterator[GraphQLError]:
    """One refusal for each limit that is exceeded."""
    for what in Size._fields:
        count, most = getattr(size, what), getattr(limits, what)
        if count > most:
            sentence = f"the document exceeds the limit of {most} for {what}"
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

    def process_errors(self, *_: object) -> None:
        """Say nothing: the library would log messages and tracebacks that hold values."""
