"""A client of the public surface in one Python file, made from the schema and our operations.

It has one typed method for each operation and needs the standard library only. Nothing of it is
kept: whoever serves the schema serves the client that goes with it.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLType,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableDefinitionNode,
    build_schema,
    parse,
    type_from_ast,
)

from registry_graphql.public.schema import SDL, operation_files

SCALARS = {"Int": "int", "Float": "float", "Boolean": "bool", "Long": "int"}
HEAD = Path(__file__).with_name("client_head.txt")


class Found(NamedTuple):
    """A field of an answer: its type, what is asked inside, and whether it is always there."""

    kind: GraphQLType
    inside: list[SelectionSetNode]
    always: bool


class Module:
    """The file as it grows: classes of answers, code lists, and methods."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self.classes: dict[tuple[str, str], str] = {}
        self.codes: dict[str, str] = {}
        self.fragments: dict[str, FragmentDefinitionNode] = {}

    def python(self, kind: GraphQLType, inside: Sequence[SelectionSetNode], name: str) -> str:
        """A type of an answer as Python writes it."""
        if isinstance(kind, GraphQLNonNull):
            return self.bare(kind.of_type, inside, name)
        return f"{self.bare(kind, inside, name)} | None"

    def bare(self, kind: GraphQLType, inside: Sequence[SelectionSetNode], name: str) -> str:
        """The same where it is not null."""
        if isinstance(kind, GraphQLList):
            return f"list[{self.python(kind.of_type, inside, name)}]"
        if isinstance(kind, GraphQLEnumType):
            values = "".join(f'    "{value}",\n' for value in kind.values)
            self.codes[kind.name] = f"{kind.name} = Literal[\n{values}]\n"
            return kind.name
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            return self.class_of(kind, inside, name)
        return SCALARS.get(getattr(kind, "name", ""), "str")

    def class_of(
        self,
        kind: GraphQLObjectType | GraphQLInterfaceType,
        inside: Sequence[SelectionSetNode],
        name: str,
    ) -> str:
        """The class of an object of an answer, named after where it stands first."""
        lines = []
        for key, found in self.fields(kind, inside, always=True).items():
            told = self.python(found.kind, found.inside, f"{name}{key[0].upper()}{key[1:]}")
            lines.append(f"    {key}: {told if found.always else f'NotRequired[{told}]'}\n")
        body = "".join(lines)
        return self.classes.setdefault((kind.name, body), name)

    def fields(
        self,
        kind: GraphQLObjectType | GraphQLInterfaceType,
        inside: Sequence[SelectionSetNode],
        *,
        always: bool,
    ) -> dict[str, Found]:
        """The fields asked of an object by name, those of fragments among them."""
        found: dict[str, Found] = {}
        for node in (node for each in inside for node in each.selections):
            if isinstance(node, FieldNode):
                key = node.alias.value if node.alias else node.name.value
                below = [node.selection_set] if node.selection_set else []
                known = found.setdefault(key, Found(kind.fields[node.name.value].type, [], always))
                known.inside.extend(below)
            else:
                fragment: Any = node
                if isinstance(node, FragmentSpreadNode):
                    fragment = self.fragments[node.name.value]
                other: Any = self.schema.get_type(fragment.type_condition.name.value)
                same = always and other.name == kind.name
                more = self.fields(other, [fragment.selection_set], always=same)
                found = {**more, **found}
        return found

    def method(self, path: Path) -> str:
        """One operation as a method, its answer as classes."""
        document = parse(path.read_text())
        nodes = document.definitions
        self.fragments = {n.name.value: n for n in nodes if isinstance(n, FragmentDefinitionNode)}
        (asked,) = (n for n in nodes if isinstance(n, OperationDefinitionNode))
        name = asked.name.value if asked.name else path.stem
        root: Any = self.schema.query_type
        answer = self.class_of(root, [asked.selection_set], name)
        variables = [self.argument(each) for each in asked.variable_definitions or ()]
        return method_text(path, answer, variables)

    def argument(self, node: VariableDefinitionNode) -> tuple[str, str]:
        """A variable of an operation as name and type; None leaves it to its default."""
        kind: Any = type_from_ast(self.schema, node.type)
        needed = isinstance(kind, GraphQLNonNull) and node.default_value is None
        told = self.given(kind)
        name = node.variable.name.value
        return name, f"{name}: {told}" if needed else f"{name}: {told} | None = None"

    def given(self, kind: Any) -> str:
        """A type of a variable as Python writes it."""
        inner = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
        if isinstance(inner, GraphQLList):
            return f"Sequence[{self.given(inner.of_type)}]"
        if isinstance(inner, GraphQLEnumType):
            return self.bare(inner, [], "")
        return SCALARS.get(inner.name, "str") if not hasattr(inner, "fields") else "Given"


def method_text(path: Path, answer: str, variables: Sequence[tuple[str, str]]) -> str:
    """The lines of a method; its first line of words is that of the operation."""
    name = path.stem.replace("-", "_")
    words = path.read_text().partition("\n")[0].lstrip("# ").rstrip()
    arguments = "".join(f", {told}" for _, told in variables)
    star = ", *" if variables else ""
    values = ", ".join(f'"{known}": {known}' for known, _ in variables)
    return (
        f"    def {name}(self{star}{arguments}) -> {answer}:\n"
        f'        """{words}"""\n'
        f"        return cast({answer}, self.ask({name.upper()}, {{{values}}}))\n"
    )


@cache
def client_source() -> str:
    """The whole file."""
    return "\n\n".join(parts())


def parts() -> Iterator[str]:
    """The file part by part: head, code lists, answers, documents, and the client."""
    module = Module(build_schema(SDL.read_text()))
    methods = [module.method(path) for path in operation_files()]
    head, base = HEAD.read_text().split("# ---\n")
    yield head
    yield "".join(module.codes.values())
    classes = module.classes.items()
    yield "\n\n".join(f"class {name}(TypedDict):\n{body}" for (_, body), name in classes)
    yield "\n".join(document(path) for path in operation_files())
    yield base + "\n" + "\n".join(methods)


def document(path: Path) -> str:
    """An operation as a constant, word for word."""
    return f'{path.stem.replace("-", "_").upper()} = r"""{path.read_text()}"""\n'
