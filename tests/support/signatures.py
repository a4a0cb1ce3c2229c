"""Reading the signature of a handler once a process, where each test builds the application anew.

Every application makes its handlers of the same functions, and reading what these ask for is half
of what building it costs. The product builds one application, and reads them itself.
"""

from collections.abc import Hashable
from types import FunctionType
from typing import Any

from litestar.utils.signature import ParsedSignature


def remember_signatures() -> None:
    """Let the framework keep what it reads of functions that differ in nothing it looks at."""
    known: dict[Hashable, ParsedSignature] = {}
    read = ParsedSignature.from_fn

    def from_fn(function: Any, signature_namespace: dict[str, Any]) -> ParsedSignature:
        key = _looked_at(function, signature_namespace)
        if key is None:
            return read(function, signature_namespace)
        if key not in known:
            known[key] = read(function, signature_namespace)
        return known[key]

    ParsedSignature.from_fn = staticmethod(from_fn)  # type: ignore[assignment, method-assign]


def _looked_at(function: Any, names: dict[str, Any]) -> Hashable:
    """The text, annotations and names of a plain function; None for what has more to look at."""
    if type(function) is not FunctionType or hasattr(function, "__wrapped__"):
        return None
    if function.__defaults__ or function.__kwdefaults__:
        return None
    return function.__code__, tuple(function.__annotations__.items()), tuple(names.items())
