"""Each root field of the sponsor surface is judged by its row, however the document names it.

The check stands in the resolver itself: aliases, fragments and several operations in one document
come to the same place. Fields below a root field show what the root field found, and nothing else;
there is no way in by a global id.
"""

from collections.abc import Callable
from typing import Any

from graphql import GraphQLObjectType, default_field_resolver

from registry.access.principal import denial
from registry.access.table import row_of
from registry_graphql.errors import Code, Refused
from registry_graphql.limits import RegistrySchema

Resolver = Callable[..., Any]


def guarded(schema: RegistrySchema) -> RegistrySchema:
    """The schema with a judge before every root field."""
    core = schema._schema
    for kind in filter(None, (core.query_type, core.mutation_type)):
        guard_fields(kind)
    return schema


def guard_fields(kind: GraphQLObjectType) -> None:
    """Put the judge before the resolvers of one root type."""
    for name, field in kind.fields.items():
        field.resolve = judged(f"{kind.name}.{name}", field.resolve or default_field_resolver)


def judged(place: str, resolve: Resolver) -> Resolver:
    """A resolver that runs only for a principal whom the table lets in; FORBIDDEN otherwise."""
    row = row_of(place)

    def judge(source: Any, info: Any, **arguments: Any) -> Any:
        refused = denial(info.context["desk"].principal, row)
        if refused:
            raise Refused(refused.value, Code.FORBIDDEN)
        return resolve(source, info, **arguments)

    return judge
