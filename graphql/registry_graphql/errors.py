"""What a client is told when something is wrong: a code, a sentence, a place. Never a value.

GraphQL libraries write the offending value into their messages. Here every message is either one
of our own sentences, or one of theirs that holds nothing but names of the schema and of the
document (GraphQL specification, section 7.1.7, for the shape of an error).
"""

import re
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from graphql import GraphQLError, GraphQLSyntaxError, Node
from strawberry.exceptions import StrawberryInputCoercionError

from registry.errors import SettingsError, StorageError

Report = Callable[[Exception], str]
"""Notes an unexpected error for the operator and gives the opaque id the client may quote."""

CleanError = dict[str, Any]
UNWELL = (StorageError, SettingsError)
"""The registry cannot do it at the moment, whoever asks; nothing is wrong with the request."""
TRY_LATER = "the registry is not available, try again later"


class Code(StrEnum):
    """`extensions.code` of every error: what kind of thing went wrong."""

    BAD_REQUEST = "BAD_REQUEST"
    PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    LIMIT_EXCEEDED = "LIMIT_EXCEEDED"
    TOO_COSTLY = "COST_EXCEEDED"
    UNKNOWN_DOCUMENT = "UNKNOWN_DOCUMENT"
    NO_OPERATION = "OPERATION_RESOLUTION_FAILURE"
    BAD_INPUT = "BAD_USER_INPUT"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    NOT_ACCEPTABLE = "NOT_ACCEPTABLE"
    TOO_LARGE = "REQUEST_TOO_LARGE"
    WRONG_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"
    UNKNOWN_SNAPSHOT = "UNKNOWN_SNAPSHOT"
    TOO_MANY_REQUESTS = "TOO_MANY_REQUESTS"
    UNAVAILABLE = "UNAVAILABLE"
    INTERNAL = "INTERNAL_SERVER_ERROR"


class Refused(GraphQLError):
    """What a client asked for cannot be done. `sentence` is shown and must not hold a value."""

    def __init__(
        self, sentence: str, code: Code = Code.BAD_INPUT, node: Node | None = None
    ) -> None:
        super().__init__(sentence, node)
        self.sentence = sentence
        self.code = code


class ValueFault(NamedTuple):
    """How the library begins a complaint about a value, and what we say instead.

    A group of the pattern may be used as `{0}` only if it ends before any submitted text.
    """

    pattern: str
    sentence: str


VALUE_FAULTS = (
    ValueFault(r"Value '", "this value is not one of the allowed codes"),
    ValueFault(r"Enum '\w+' cannot represent", "this value is not one of the allowed codes"),
    ValueFault(
        r"Expected value of type '[^']+', found null\.", "null is not allowed, leave it out"
    ),
    ValueFault(
        r"Expected value of type '\w+' to include required field '(\w+)'",
        "the required field {0} is missing",
    ),
    ValueFault(
        r"Expected value of type '(\w+)' not to include unknown field",
        "this object has a field that {0} does not know",
    ),
    ValueFault(r"Expected value of type '(\w+)' to be an object", "this must be an object ({0})"),
    ValueFault(r"Expected (a )?value of non-null type", "a value is required here"),
    ValueFault(r"Expected variable '", "a value is required here"),
    ValueFault(r"Within OneOf Input Object type", "exactly one of the fields must be given"),
    ValueFault(r"Int cannot represent non 32-bit", "this number does not fit into Int (32 bits)"),
    ValueFault(r"(Int|Float|String|Boolean|ID) cannot represent", "this cannot be read as {0}"),
    ValueFault(r"Value cannot represent an? (\w+): ", "this cannot be read as {0}"),
    ValueFault(r"Expected value of type '([\w\[\]!]+)', ", "this cannot be read as {0}"),
    ValueFault(r"Too many errors processing variables", "many more values are wrong"),
    ValueFault(r"Variable values are nested too deeply", "the variables are nested too deeply"),
)
UNREADABLE = "this value cannot be read"

PLACE = re.compile(
    r"(Variable '(?P<variable>\$\w+)'|Argument '(?P<argument>\w+)')"
    r" has invalid (default )?value( at \.?(?P<path>[\w.\[\]]+))?: ",
    re.ASCII,
)
# Names of schema and document, quoted with '; never a literal (") nor what follows a ": ".
NAMES_ONLY = re.compile(r"(?!.*: )[\w '$@!.,\[\](){}:-]+", re.ASCII)


def clean_errors(errors: Sequence[GraphQLError], report: Report) -> list[CleanError]:
    """The errors of an execution as the client may see them, in the same order."""
    return [clean_error(error, report) for error in errors]


def clean_error(error: GraphQLError, report: Report) -> CleanError:
    """One error of an execution: a refusal, a wrong value, or an unexpected error with its id."""
    cause = innermost(error)
    if isinstance(cause, Refused):
        return shown(place_of(error) + cause.sentence, cause.code, error)
    if isinstance(cause, UNWELL):
        report(cause)
        return shown(TRY_LATER, Code.UNAVAILABLE, error)
    asked = error.path is None or isinstance(cause, GraphQLError)
    place = place_of(error) if asked else ""
    if place or isinstance(cause, StrawberryInputCoercionError) or too_much(error):
        return shown(place + value_fault(detail_of(error)), Code.BAD_INPUT, error)
    return shown(f"internal error {report(cause)}", Code.INTERNAL, error)


def too_much(error: GraphQLError) -> bool:
    """The library gave up reading the variables: raised before anything ran, so without a path."""
    beginnings = ("Too many errors processing variables", "Variable values are nested")
    return error.path is None and error.message.startswith(beginnings)


def clean_fault(error: GraphQLError) -> CleanError:
    """One error found in the document itself, before anything was executed."""
    if isinstance(error, GraphQLSyntaxError):
        return syntax_fault(error)
    cause = innermost(error)
    if isinstance(cause, Refused):
        return shown(cause.sentence, cause.code, error)
    sentence = known_value_fault(error.message) or names_of(error.message)
    return shown(sentence or UNREADABLE, Code.VALIDATION_FAILED, error)


def syntax_fault(error: GraphQLError) -> CleanError:
    """A document that could not be parsed, or was too long to try."""
    if error.message.startswith("Syntax Error: Document contains more"):
        return shown("the document has too many tokens", Code.LIMIT_EXCEEDED, error)
    if error.message.startswith("Syntax Error: Document is nested too deeply"):
        return shown("the document is nested too deeply", Code.LIMIT_EXCEEDED, error)
    return shown("the document cannot be parsed at this place", Code.PARSE_FAILED, error)


def shown(sentence: str, code: Code, error: GraphQLError) -> CleanError:
    """The JSON of one error; locations and path only where the library knows them."""
    clean: CleanError = {"message": sentence}
    if error.locations:
        clean["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path:
        clean["path"] = error.path
    return clean | {"extensions": {"code": code.value}}


def innermost(error: Exception) -> Exception:
    """The exception that started it all; the library wraps it once or twice."""
    while isinstance(error, GraphQLError) and error.original_error:
        error = error.original_error
    return error


def place_of(error: GraphQLError) -> str:
    """Where in the input: `variable $input at episodes[3].ageBand: `, or nothing."""
    found = PLACE.match(error.message)
    if not found:
        return ""
    variable, argument, path = found.group("variable", "argument", "path")
    place = f"variable {variable}" if variable else f"argument {argument}"
    return f"{place} at {path}: " if path else f"{place}: "


def detail_of(error: GraphQLError) -> str:
    """The library's complaint without its place."""
    found = PLACE.match(error.message)
    return error.message[found.end() :] if found else error.message


def value_fault(detail: str) -> str:
    """Our sentence for a complaint about a value, whatever it is."""
    return known_value_fault(detail) or UNREADABLE


def known_value_fault(detail: str) -> str | None:
    """Our sentence for a complaint about a value; None if it is not about a value."""
    for fault in VALUE_FAULTS:
        if found := re.match(fault.pattern, detail, re.ASCII):
            return fault.sentence.format(*found.groups())
    return None


def names_of(message: str) -> str | None:
    """A message of the validator without its suggestion; None unless it holds only names."""
    plain = message.split(" Did you mean")[0]
    return plain if NAMES_ONLY.fullmatch(plain) else None
