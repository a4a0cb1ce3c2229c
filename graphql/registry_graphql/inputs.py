"""GraphQL inputs made from the model's structs, so that schema, files and rules never drift apart.

A struct field becomes an input field of the same name in camelCase, described by its sentence in
`registry/model/meanings.py`; a default makes it optional; code lists become enums of the same
member names.
"""

import types
import typing
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from functools import cache
from typing import Any

import msgspec
import strawberry
from msgspec import Struct

from registry.model.meanings import MEANINGS
from registry.model.naming import camel


@cache
def enum_of(kind: type[Enum]) -> Any:
    """A code list as a GraphQL enum, described by its docstring."""
    return strawberry.enum(kind, description=first_line(kind))


@cache
def input_of(struct: type[Struct]) -> Any:
    """The GraphQL input with exactly the fields of a struct; resolvers are handed the struct."""
    fields = msgspec.structs.fields(struct)
    namespace = {
        "__doc__": struct.__doc__,
        "__module__": __name__,
        "__annotations__": {field.name: graphql_type(field.type) for field in fields},
    }
    described = {field.name: shown(field, MEANINGS[struct][field.name]) for field in fields}
    shape = type(input_name(struct), (), namespace | described)
    made: Any = strawberry.input(shape, name=input_name(struct), description=first_line(struct))
    build = builder(struct)
    made.__strawberry_definition__.from_input = lambda _, value, __: build(value)
    return made


def input_name(struct: type[Struct]) -> str:
    """EpisodeNotice becomes EpisodeNoticeInput, ProgrammeDraft becomes ProgrammeInput."""
    return struct.__name__.removesuffix("Draft") + "Input"


def shown(field: msgspec.structs.FieldInfo, meaning: str) -> Any:
    """A field as the schema shows it; defaults that are lists are made anew each time."""
    if field.default is msgspec.NODEFAULT:
        return strawberry.field(description=meaning)
    if isinstance(field.default, tuple):
        make = list(field.default).copy
        return strawberry.field(default_factory=make, description=meaning)
    return strawberry.field(default=field.default, description=meaning)


def graphql_type(kind: Any) -> Any:
    """The GraphQL type of a Python annotation used in the model."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        (inner,) = (argument for argument in arguments if argument is not type(None))
        return graphql_type(inner) | None
    if origin is tuple:
        return list[graphql_type(arguments[0])]  # type: ignore[misc]
    if isinstance(kind, type) and issubclass(kind, Struct):
        return input_of(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return enum_of(kind)
    if kind in (str, int, float, bool, date):
        return kind
    raise TypeError(f"{kind} has no GraphQL input type. Add it to `graphql_type`.")


def first_line(kind: type) -> str:
    """The first sentence of a docstring."""
    return (kind.__doc__ or "").strip().split("\n\n")[0].replace("\n", " ")


Build = Callable[[Any], Any]


@cache
def builder(struct: type[Struct]) -> Build:
    """A function that makes the struct of a mapping that GraphQL has checked already.

    Strawberry's own conversion walks the types once more for every value; for a batch of 100
    patients that costs more than checking and storing it.
    """
    fields = msgspec.structs.fields(struct)
    named = [(camel(field.name), field.name, build_of(field.type)) for field in fields]

    def build(value: Mapping[str, Any]) -> Struct:
        return struct(
            **{
                name: make(value[key]) if make else value[key]
                for key, name, make in named
                if key in value
            }
        )

    return build


def build_of(kind: Any) -> Build | None:
    """How a value of this annotation is built; None where it is taken as it is."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        inner = build_of(next(a for a in arguments if a is not type(None)))
        return (lambda value: None if value is None else inner(value)) if inner else None
    if origin is tuple:
        each = build_of(arguments[0])
        return (lambda values: tuple(map(each, values))) if each else tuple
    if isinstance(kind, type) and issubclass(kind, Struct):
        return builder(kind)
    return None
