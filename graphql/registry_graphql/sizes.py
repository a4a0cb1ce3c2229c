"""How much a document and its variables hold, before anybody looks at what they mean.

The library's own limiters walk fragments without memory: thirty fragments that spread each other
twice keep them busy for ever. Here every fragment is walked once.
"""

from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    ListValueNode,
    Node,
    OperationDefinitionNode,
    SelectionSetNode,
    Visitor,
    visit,
)


class Size(NamedTuple):
    """How much a selection asks for; fragments and lists are counted over the whole document."""

    depth: int = 0
    aliases: int = 0
    directives: int = 0
    fragments: int = 0
    list_length: int = 0

    def beside(self, other: "Size") -> "Size":
        """Two selections in the same braces."""
        return Size(
            max(self.depth, other.depth),
            self.aliases + other.aliases,
            self.directives + other.directives,
        )


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
        lists = LongestList()
        for each in self.definitions:
            visit(each, lists)
        size = Size()
        for each in self.definitions:
            if isinstance(each, OperationDefinitionNode):
                size = size.beside(self.of(each))
        return size._replace(fragments=len(self.fragments), list_length=lists.length)

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


class LongestList(Visitor):
    """Finds the length of the longest list that is written into a document."""

    length = 0

    def enter_list_value(self, node: ListValueNode, *_: Any) -> None:
        """Remember a longer one."""
        self.length = max(self.length, len(node.values))


class Weight(NamedTuple):
    """How much variables hold: values of any kind, and values in the longest list."""

    values: int = 0
    list_length: int = 0


def weight_of(variables: object) -> Weight:
    """The weight of decoded JSON; without recursion, for it may be nested deeply."""
    values, longest, waiting = 0, 0, [variables]
    while waiting:
        value = waiting.pop()
        values += 1
        if isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
            longest = max(longest, len(value))
    return Weight(values, longest)
