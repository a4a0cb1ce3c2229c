"""Secrets whose every trace can be recognised, and where a hunt looks for them."""

import base64
import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

LEAST, PIECE = 8, 12
"""Bytes of a trace of a whole secret, and of half of one; less may stand somewhere by chance."""


def forms(secret: bytes) -> Iterator[bytes]:
    """The ways in which a secret could stand somewhere."""
    for data in (secret, secret[::-1]):
        yield from (data, data.hex().encode(), data.hex().upper().encode())
        yield from (repr(data)[2:-1].encode(), str(list(data))[1:-1].encode())
        for shift in range(3):  # base64 looks different by where in a triple it begins
            whole = base64.b64encode(b"\0" * shift + data)
            piece = whole[4 if shift else 0 : len(whole) - 4]
            yield from (piece, piece.replace(b"+", b"-").replace(b"/", b"_"))
    text = secret.decode("latin-1")
    yield from (text.encode("utf-16-le"), text.encode("unicode_escape"))


def hunted(grounds: Mapping[str, bytes], canaries: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """Which canary was seen in which ground, in whatever form, whole or its first half."""
    traces = {name: traces_of(secret) for name, secret in canaries.items()}
    return [
        (ground, name)
        for ground, content in grounds.items()
        for name, looked_for in traces.items()
        if any(trace in content for trace in looked_for)
    ]


def traces_of(secret: bytes) -> set[bytes]:
    """What shows that a secret was there."""
    half = secret[: len(secret) // 2]
    pieces = {form for form in forms(half) if len(form) >= PIECE}
    return {form for form in forms(secret) if len(form) >= LEAST} | pieces


def within(thing: Any, seen: set[int] | None = None) -> Iterator[Any]:
    """Everything that can be reached from an object of ours by its fields."""
    known = seen if seen is not None else set()
    if id(thing) in known:
        return
    known.add(id(thing))
    if isinstance(thing, Struct):
        inner = [getattr(thing, name, None) for name in thing.__struct_fields__]
    elif dataclasses.is_dataclass(thing):
        inner = [getattr(thing, field.name) for field in dataclasses.fields(thing)]
    elif isinstance(thing, Mapping):
        inner = [*thing.keys(), *thing.values()]
    elif isinstance(thing, list | tuple | set | frozenset):
        inner = list(thing)
    else:
        inner = fields_of(thing) if ours(thing) or is_walk(thing) else []
    yield thing
    for each in inner:
        yield from within(each, known)


def fields_of(thing: Any) -> list[Any]:
    """What a plain object holds, also one without a dictionary."""
    names = (*getattr(type(thing), "__slots__", ()), *getattr(thing, "__dict__", ()))
    return [getattr(thing, name, None) for name in names]


def is_walk(thing: Any) -> bool:
    """Whether an object is of a test, which is looked into and not printed."""
    return hasattr(thing, "careless")


def ours(thing: Any) -> bool:
    """Whether an object is of a class of ours."""
    return type(thing).__module__.partition(".")[0] in ("registry", "anonymise", "registry_graphql")


def printed(*things: Any) -> bytes:
    """How each object of ours that can be reached is printed, and by name what prints no secret."""
    shown = [repr(each) for each in within(things) if ours(each)]
    return "\n".join(shown).encode()
