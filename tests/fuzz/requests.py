"""Requests drawn from a schema: any fields, any arguments, values that fit, hardly, or not."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
)
from hypothesis import strategies as st

CANARY = "PATIENT-XYZ-0001"
TEXTS = ["", " ", CANARY, CANARY * 50, f"<b>{CANARY}</b>", "e\u0301" + CANARY, "\0", "\ud800", "%s"]
HUGE = [2**31 - 1, 2**31, -(2**31) - 1, 2**63 - 1, 2**63, -(2**70), 10**400]
WHOLE = [0, 1, -1, 3, 200, 201, *HUGE]
ODD: list[Any] = [None, True, 1.5, 1e308, CANARY, [], [[CANARY]], {}, {CANARY: CANARY}, [None]]
SCALARS: dict[str, list[Any]] = {
    "Int": WHOLE,
    "Long": [*WHOLE, "9" * 19, "9" * 20, "-0"],
    "Float": [0, -0.0, 1.5, 1e308, -1e-308, 10**400],
    "Boolean": [True, False],
    "Date": ["2027-03-10", "2027-02-30", "0001-01-01", "9999-12-31", "20270310", CANARY],
    "Month": ["2027-03", "2027-13", "0000-01", "9999-12", CANARY],
    "DateTime": ["2027-03-10T12:00:00Z", "2027-03-10T25:00:00Z", "2027-03-10", CANARY],
}
DEEPEST = 4


class Name(str):
    """A value of an enumeration: bare in a document, a text in JSON."""


Request = tuple[str, dict[str, Any]]
"""A document and its variables."""


class Asking:
    """Draws one request; `known` are texts that exist, such as ids, so that doors open."""

    def __init__(
        self, draw: Callable[..., Any], schema: GraphQLSchema, known: Sequence[str]
    ) -> None:
        self.draw = draw
        self.schema = schema
        self.texts = [*known, *known, *TEXTS]
        self.declared: list[str] = []
        self.given: dict[str, Any] = {}

    def one(self, among: Sequence[Any]) -> Any:
        """One of some values."""
        return self.draw(st.sampled_from(among))

    def chance(self, one_in: int) -> bool:
        """True once in so many times."""
        return bool(self.draw(st.integers(1, one_in)) == one_in)

    def request(self, operation: str, root: GraphQLObjectType) -> Request:
        """A whole operation."""
        inside = self.selection(root, DEEPEST)
        declared = f"({', '.join(self.declared)})" if self.declared else ""
        return f"{operation} Q{declared} {inside}", self.given

    def selection(self, kind: Any, levels: int) -> str:
        """Some fields between braces."""
        if isinstance(kind, GraphQLUnionType):
            parts = [f"... on {each.name} {self.selection(each, levels)}" for each in kind.types]
            return f"{{ __typename {' '.join(parts)} }}"
        names = self.draw(
            st.lists(st.sampled_from(sorted(kind.fields)), min_size=1, max_size=3, unique=True)
        )
        fields = [self.field(name, kind.fields[name], levels) for name in names]
        return f"{{ __typename {' '.join(fields)} }}"

    def field(self, name: str, field: GraphQLField, levels: int) -> str:
        """A field with arguments and what is selected inside it."""
        inside = get_named_type(field.type)
        shown = f"{name}{self.arguments(field.args)}"
        if self.chance(8):
            shown = f"a{len(self.given)}: {shown} @include(if: true)"
        if is_leaf_type(inside):
            return shown
        if not levels:
            return "__typename"
        assert isinstance(inside, GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType)
        return f"{shown} {self.selection(inside, levels - 1)}"

    def arguments(self, known: dict[str, GraphQLArgument]) -> str:
        """Arguments, in the document or by a variable."""
        told = [
            f"{name}: {self.argument(name, each.type)}"
            for name, each in known.items()
            if isinstance(each.type, GraphQLNonNull) or self.chance(2)
        ]
        return f"({', '.join(told)})" if told else ""

    def argument(self, name: str, kind: Any) -> str:
        """The value of an argument."""
        value = self.value(kind)
        if self.chance(3):
            return literal(value)
        variable = f"{name}{len(self.declared)}"
        self.declared.append(f"${variable}: {kind}")
        self.given[variable] = value
        return f"${variable}"

    def value(self, kind: Any) -> Any:
        """A value that fits a type, hardly fits, or does not."""
        if self.chance(12):
            return self.one(ODD)
        if isinstance(kind, GraphQLNonNull):
            return self.value(kind.of_type)
        if isinstance(kind, GraphQLList):
            return [self.value(kind.of_type) for _ in range(self.draw(st.integers(0, 2)))]
        if isinstance(kind, GraphQLEnumType):
            return Name(self.one([*kind.values, CANARY.replace("-", "_")]))
        if isinstance(kind, GraphQLInputObjectType):
            return self.input_object(kind)
        return self.one(SCALARS.get(kind.name, self.texts))

    def input_object(self, kind: GraphQLInputObjectType) -> dict[str, Any]:
        """The required fields of an object, some others, and sometimes one that does not exist."""
        value = {
            name: self.value(field.type)
            for name, field in kind.fields.items()
            if isinstance(field.type, GraphQLNonNull) or self.chance(3)
        }
        return value | ({"XYZ_0001": CANARY} if self.chance(20) else {})


def literal(value: Any) -> str:
    """A value as it is written into a document."""
    if isinstance(value, Name):
        return str(value)
    if isinstance(value, list):
        return f"[{' '.join(literal(each) for each in value)}]"
    if isinstance(value, dict):
        pairs = (f"{name.replace('-', '_')}: {literal(each)}" for name, each in value.items())
        return f"{{ {' '.join(pairs)} }}"
    return json.dumps(value)


@st.composite
def requests(draw: Callable[..., Any], schema: GraphQLSchema, known: Sequence[str] = ()) -> Request:
    """A query or a mutation of a schema."""
    roots = {"query": schema.query_type, "mutation": schema.mutation_type}
    operation = draw(st.sampled_from([name for name, root in roots.items() if root is not None]))
    root = roots[operation]
    assert root is not None
    return Asking(draw, schema, known).request(operation, root)
