"""Scalars that accept one spelling only and never repeat what they refuse."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, NewType

import strawberry
from graphql import ValueNode, value_from_ast_untyped
from strawberry.types.scalar import ScalarDefinition

from registry_graphql.errors import Refused

Month = NewType("Month", str)
Long = NewType("Long", int)
Parser = Callable[[object], Any]

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MONTH = re.compile(r"(?!0000)\d{4}-(0[1-9]|1[0-2])", re.ASCII)
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z", re.ASCII)
WHOLE = re.compile(r"0|-?[1-9]\d{0,18}", re.ASCII)
LONG_RANGE = range(-(2**63), 2**63)

NOT_A_DAY = "write a day of the calendar as YYYY-MM-DD"
NOT_A_MONTH = "write a month as YYYY-MM"
NOT_A_MOMENT = "write a moment in UTC as YYYY-MM-DDThh:mm:ssZ"
NOT_A_LONG = "write a whole number of at most 64 bits, as a number or as digits in a string"


def parse_day(value: object) -> date:
    """A day written YYYY-MM-DD (RFC 3339 full-date); anything else is refused."""
    if not isinstance(value, str) or not DAY.fullmatch(value):
        raise Refused(NOT_A_DAY)
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Refused(NOT_A_DAY) from None


def parse_month(value: object) -> str:
    """A month written YYYY-MM, kept as text as the model does; anything else is refused."""
    if not isinstance(value, str) or not MONTH.fullmatch(value):
        raise Refused(NOT_A_MONTH)
    return value


def parse_moment(value: object) -> datetime:
    """A moment in UTC, written with T and Z (RFC 3339); anything else is refused."""
    if not isinstance(value, str) or not MOMENT.fullmatch(value):
        raise Refused(NOT_A_MOMENT)
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise Refused(NOT_A_MOMENT) from None


def write_moment(moment: datetime) -> str:
    """A moment in UTC with Z. A moment without time zone is a fault of ours."""
    if moment.tzinfo is None:
        raise ValueError("A moment has no time zone. Give it one where it is made.")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def parse_long(value: object) -> int:
    """A whole number from -2^63 to 2^63 - 1, as a JSON number or as digits in a string."""
    if isinstance(value, str) and WHOLE.fullmatch(value):
        value = int(value)
    if type(value) is not int or value not in LONG_RANGE:
        raise Refused(NOT_A_LONG)
    return value


def literal(parse: Parser) -> Callable[..., Any]:
    """A parser for values written into the document, whose refusals know their line and column."""

    def read(node: ValueNode, variables: dict[str, Any] | None = None) -> Any:
        try:
            return parse(value_from_ast_untyped(node, variables))
        except Refused as refusal:
            raise Refused(refusal.sentence, refusal.code, node) from None

    return read


def scalar(
    name: str, description: str, url: str | None, write: Callable[[Any], Any], parse: Parser
) -> ScalarDefinition:
    """One scalar, read alike from variables and from the document."""
    return strawberry.scalar(
        name=name,
        description=description,
        specified_by_url=url,
        serialize=write,
        parse_value=parse,
        parse_literal=literal(parse),
    )


RFC_3339 = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6"
MONTH_STRING = "https://html.spec.whatwg.org/#valid-month-string"

SCALARS: dict[object, ScalarDefinition] = {
    date: scalar(
        "Date", "A day of the calendar, written YYYY-MM-DD.", RFC_3339, date.isoformat, parse_day
    ),
    Month: scalar("Month", "A month, written YYYY-MM.", MONTH_STRING, parse_month, parse_month),
    datetime: scalar(
        "DateTime",
        "A moment in UTC, written YYYY-MM-DDThh:mm:ssZ, with up to 6 decimals of a second.",
        RFC_3339,
        write_moment,
        parse_moment,
    ),
    Long: scalar(
        "Long",
        "A whole number of at most 64 bits, such as an amount in cents. Answered as a JSON number;"
        " accepted as a number, or as digits in a string where 53 bits are not enough.",
        None,
        parse_long,
        parse_long,
    ),
}
