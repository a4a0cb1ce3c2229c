"""What a request costs: how many answers to fields it may ask for, counted before it is executed.

1. A field costs 1 each time it is answered.
2. What is selected inside a field that has `first` counts for so many rows, at most a page; inside
   another list of objects it counts for 10. `edges` are the rows of their connection: once.
3. A field that has `by` sums sealed groups: it costs 100 more, and 100 for each dimension.
4. A field that reads earlier snapshots costs 5,000 more for each.

Introspection counts every field once. What `@skip` leaves out counts, too.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    Undefined,
    get_named_type,
    is_leaf_type,
    value_from_ast_untyped,
)
from msgspec import Struct

ASSUMED_ROWS = 10
GROUPING = 100
ROWS, DIMENSIONS, EDGES = "first", "by", "edges"
EARLIER = 5_000
READ_EARLIER = {("Query", "at"): 1, ("Query", "changes"): 2}


class Price(Struct, frozen=True):
    """What one field costs: rows inside it, by default or always, and what it selects from."""

    inside: str
    rows: int = 1
    sliced: bool = False
    grouped: bool = False
    own: int = 1

    def sentence(self) -> str:
        """The price in words; empty where it is 1 and nothing is multiplied."""
        said = []
        if self.own > 1:
            said.append(f"Costs {self.own:,}.")
        if self.grouped:
            said.append(f"Costs {GROUPING} more, and {GROUPING} for each dimension in `by`.")
        if self.sliced:
            said.append(f"What is selected inside counts `{ROWS}` times.")
        elif self.rows > 1:
            said.append(f"What is selected inside counts {self.rows} times.")
        return " ".join(said)


Prices = Mapping[tuple[str, str], Price]


def prices_of(schema: GraphQLSchema) -> dict[tuple[str, str], Price]:
    """The price of every field, by its type's name and its own."""
    return {
        (name, field_name): price_of(name, field_name, field)
        for name, kind in schema.type_map.items()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
        for field_name, field in kind.fields.items()
    }


def price_of(parent: str, name: str, field: GraphQLField) -> Price:
    """The price of one field, read off its type and arguments."""
    inside = get_named_type(field.type)
    if is_leaf_type(inside) or parent.startswith("__"):
        return Price(inside.name)
    own = 1 + EARLIER * READ_EARLIER.get((parent, name), 0)
    sliced, grouped = ROWS in field.args, DIMENSIONS in field.args
    if sliced:
        default = field.args[ROWS].default_value
        return Price(inside.name, default if isinstance(default, int) else 1, sliced, grouped, own)
    listed = holds_list(field.type) and name != EDGES
    return Price(inside.name, ASSUMED_ROWS if listed else 1, grouped=grouped, own=own)


def holds_list(kind: object) -> bool:
    """Whether a type is a list, with or without null."""
    return isinstance(kind.of_type if isinstance(kind, GraphQLNonNull) else kind, GraphQLList)


def show_prices(schema: GraphQLSchema, prices: Prices) -> None:
    """Add to the description of every field what it costs, where that is not simply 1."""
    for (name, field_name), price in prices.items():
        if price.sentence():
            field = schema.type_map[name].fields[field_name]  # type: ignore[attr-defined]
            field.description = f"{field.description} {price.sentence()}"


class Bill:
    """The cost of one request; every fragment is counted once and added wherever it is spread."""

    def __init__(
        self,
        prices: Prices,
        most_rows: int,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
    ) -> None:
        self.prices = prices
        self.most_rows = most_rows
        self.operation = operation
        self.variables = {**dict(defaults(operation)), **variables}
        self.fragments = {
            each.name.value: each
            for each in document.definitions
            if isinstance(each, FragmentDefinitionNode)
        }
        self.known: dict[str, int] = {}

    def total(self, root: str) -> int:
        """The cost of the operation, whose fields are those of the type `root`."""
        return self.inside(root, self.operation.selection_set)

    def inside(self, parent: str, selection_set: SelectionSetNode | None) -> int:
        """The cost of everything between two braces, for one object."""
        cost = 0
        for each in selection_set.selections if selection_set else ():
            if isinstance(each, FieldNode):
                cost += self.field(parent, each)
            elif isinstance(each, InlineFragmentNode):
                narrower = each.type_condition.name.value if each.type_condition else parent
                cost += self.inside(narrower, each.selection_set)
            elif isinstance(each, FragmentSpreadNode):
                cost += self.fragment(each.name.value)
        return cost

    def field(self, parent: str, node: FieldNode) -> int:
        """The cost of a field with what is selected inside it."""
        name = node.name.value
        price = self.prices.get((parent, name)) or Price(f"__{name[2:].capitalize()}")
        given = {each.name.value: each.value for each in node.arguments or ()}
        rows, own = price.rows, price.own
        if price.sliced and ROWS in given:
            rows = self.number(given[ROWS])
        if price.grouped:
            own += GROUPING * (1 + self.length(given.get(DIMENSIONS)))
        return own + max(1, min(rows, self.most_rows)) * self.inside(
            price.inside, node.selection_set
        )

    def fragment(self, name: str) -> int:
        """The cost of a named fragment, for one object."""
        if name not in self.known:
            found = self.fragments[name]
            self.known[name] = self.inside(found.type_condition.name.value, found.selection_set)
        return self.known[name]

    def number(self, node: Any) -> int:
        """A number that was asked for; what is none counts as a whole page."""
        value = value_from_ast_untyped(node, self.variables)
        return value if isinstance(value, int) else self.most_rows

    def length(self, node: Any) -> int:
        """How many values a list has; one value is a list of one."""
        value = value_from_ast_untyped(node, self.variables) if node else ()
        return len(value) if isinstance(value, list | tuple) else 1


def defaults(operation: OperationDefinitionNode) -> Iterator[tuple[str, Any]]:
    """The values of variables that a request leaves out."""
    for each in operation.variable_definitions or ():
        if each.default_value is not None:
            value = value_from_ast_untyped(each.default_value)
            yield each.variable.name.value, None if value is Undefined else value
