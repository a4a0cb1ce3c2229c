"""How fields and enums of the public API get their descriptions."""

from enum import Enum
from inspect import getdoc
from typing import Any

import strawberry

from registry.model.codes import AtmpClass, Clock, Origin, Route, Timing, Vector


def said(description: str) -> Any:
    """A field that reads the attribute of its name, with its description."""
    return strawberry.field(description=description)


def enum(code_list: type[Enum]) -> None:
    """Make a code list a GraphQL enum, described by its own docstring."""
    strawberry.enum(code_list, description=getdoc(code_list))


# Keys of sealed groups: many files name them, so they are enums before any of those is read.
for _codes in (AtmpClass, Clock, Origin, Route, Timing, Vector):
    enum(_codes)
