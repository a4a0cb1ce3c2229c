"""The fields of an act as rows, and what was typed in them as values."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from msgspec import Struct

from anonymise.identifiers import FieldKind, scan
from registry.intake.own import Own
from registry.intake.rules.plausible import PUBLICATION
from registry.language import marked
from registry.web.desk.frame import MEANT_FOR, PSEUDONYM, Fault, Visit
from registry.web.desk.sponsor.preview import day_of
from registry.web.desk.sponsor.told import IDENTIFIED, Options, chosen

Values = Mapping[str, Any]
DECIMAL = re.compile(r"-?\d{1,12}(?:\.\d{1,6})?", re.ASCII)
AMOUNT = re.compile(r"(?=.*[1-9])\d{1,12}(?:\.\d\d)?", re.ASCII)
MOST_DIGITS = 9


class Kind(StrEnum):
    """What a field takes: a line, a text, a day, a whole number, a decimal, money, a publication or
    a choice.

    Their values are str, str, date, int, Decimal, int (hundredths), str and str; None where nothing
    was typed, but for lines, texts and choices, which are empty then.
    """

    TEXT = "text"
    AREA = "area"
    DAY = "day"
    NUMBER = "number"
    DECIMAL = "decimal"
    AMOUNT = "amount"
    PUBLICATION = "publication"
    CHOICE = "choice"


class Field(Struct, frozen=True):
    """A field of an act, named as the sponsor schema names it, so that its findings stand there.

    `missing` is said where it is empty; a field without it may stay empty. `paths` are other
    parts of the input that this field tells. `options` are what a choice is made from.
    """

    name: str
    kind: Kind
    label: str
    missing: str = ""
    hint: str = ""
    options: Callable[[Own], Options] | None = None
    paths: tuple[str, ...] = ()
    most: int = 200


WRITTEN = (Kind.TEXT, Kind.AREA, Kind.PUBLICATION)
UNREADABLE = {
    Kind.DAY: marked("Give a day such as 2028-03-31."),
    Kind.NUMBER: marked("Give a whole number in digits, without points or blanks."),
    Kind.DECIMAL: marked("Give a number in digits, with a point before decimals, such as 61.5."),
    Kind.AMOUNT: marked("Give an amount in digits, with two decimals or none, such as 1250.50."),
    Kind.PUBLICATION: marked("Give a DOI such as 10.1000/182, or an address that begins https://."),
    Kind.CHOICE: marked("Choose one of the list."),
}


def values_of(fields: Iterable[Field], visit: Visit) -> Values:
    """What was typed, as values; None for what cannot be read."""
    return {field.name: READERS[field.kind](visit.typed(field.name)) for field in fields}


def faults_in(fields: Iterable[Field], visit: Visit, own: Own) -> list[Fault]:
    """What is missing, cannot be read, or may not even be shown again (law 7)."""
    told = ((field, fault_of(field, visit.typed(field.name), own)) for field in fields)
    return [Fault(field.name, words) for field, words in told if words]


def fault_of(field: Field, typed: str, own: Own) -> str:
    """What is wrong with what was typed in a field; empty where nothing is."""
    if not typed:
        return field.missing
    if identifies(field, typed):
        return IDENTIFIED
    if field.kind is Kind.CHOICE:
        listed = chosen(options_of(field, own), typed)
        return "" if listed else UNREADABLE[Kind.CHOICE]
    return UNREADABLE[field.kind] if READERS[field.kind](typed) is None else ""


def identifies(field: Field, typed: str) -> bool:
    """Whether what was typed as a text looks like a direct identifier, by the rule of GraphQL."""
    kind = MEANT_FOR.get(field.name, FieldKind.CODE)
    return field.kind in WRITTEN and scan(typed, kind=kind) is not None


def shown_again(fields: Iterable[Field], visit: Visit, own: Own) -> dict[str, str]:
    """What was typed that may stand in a refused form: what its field takes, and names nobody.

    A pseudonym never does: what was refused in its place can be a number of the hospital.
    """
    told = [(field, visit.typed(field.name)) for field in fields if field.name != PSEUDONYM]
    return {field.name: typed for field, typed in told if not fault_of(field, typed, own)}


def options_of(field: Field, own: Own) -> Options:
    """What a choice is made from."""
    return field.options(own) if field.options else ()


def whole(typed: str) -> int | None:
    """A whole number of at most nine digits."""
    fits = typed.isascii() and typed.isdecimal() and len(typed) <= MOST_DIGITS
    return int(typed) if fits else None


def decimal(typed: str) -> Decimal | None:
    """A number with at most six decimals, which follow a point."""
    return Decimal(typed) if DECIMAL.fullmatch(typed) else None


def hundredths(typed: str) -> int | None:
    """An amount of money, more than nothing, in hundredths: exact, never rounded."""
    return int(Decimal(typed) * 100) if AMOUNT.fullmatch(typed) else None


def cited(typed: str) -> str | None:
    """A DOI or an https address, by the rule of GraphQL."""
    return typed if PUBLICATION.fullmatch(typed) else None


def lines(typed: str) -> str:
    """A text whose lines end as on this side."""
    return typed.replace("\r\n", "\n")


READERS: Mapping[Kind, Callable[[str], str | date | int | Decimal | None]] = {
    Kind.TEXT: str,
    Kind.AREA: lines,
    Kind.DAY: day_of,
    Kind.NUMBER: whole,
    Kind.DECIMAL: decimal,
    Kind.AMOUNT: hundredths,
    Kind.PUBLICATION: cited,
    Kind.CHOICE: str,
}
