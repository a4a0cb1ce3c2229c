"""GraphQL inputs made from the model's structs, so that schema, files and rules never drift apart.

A struct field becomes an input field of the same name in camelCase; a default makes it optional;
code lists become enums of the same member names.
"""

import types
import typing
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, TypeVar

import msgspec
import strawberry
from msgspec import Struct

AnyStruct = TypeVar("AnyStruct", bound=Struct)


@cache
def enum_of(kind: type[Enum]) -> Any:
    """A code list as a GraphQL enum, described by its docstring."""
    return strawberry.enum(kind, description=first_line(kind))


@cache
def input_of(struct: type[Struct]) -> Any:
    """The GraphQL input with exactly the fields of a struct."""
    fields = msgspec.structs.fields(struct)
    namespace = {
        "__doc__": struct.__doc__,
        "__module__": __name__,
        "__annotations__": {field.name: graphql_type(field.type) for field in fields},
    }
    defaults = {f.name: shown(f.default) for f in fields if f.default is not msgspec.NODEFAULT}
    shape = type(input_name(struct), (), namespace | defaults)
    return strawberry.input(shape, name=input_name(struct), description=first_line(struct))


def input_name(struct: type[Struct]) -> str:
    """EpisodeNotice becomes EpisodeNoticeInput, ProgrammeDraft becomes ProgrammeInput."""
    return struct.__name__.removesuffix("Draft") + "Input"


def shown(default: Any) -> Any:
    """A default as the schema shows it; lists are made anew each time."""
    if isinstance(default, tuple):
        return strawberry.field(default_factory=list(default).copy)
    return strawberry.field(default=default)


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


def to_struct(value: Any, struct: type[AnyStruct]) -> AnyStruct:
    """The struct an input stands for. GraphQL has checked every type before."""
    return msgspec.convert(value, struct, from_attributes=True)
