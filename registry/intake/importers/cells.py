"""One cell of a file as the value its column asks for, or what is wrong. Nothing is guessed."""

import re
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from registry.intake.importers.layout import Column, Kind

LONGEST_CELL = 2_000
KEPT_DIGITS = 10**15
EXAMPLES = {
    Kind.WHOLE: "a whole number",
    Kind.NUMBER: "a number such as 2.5",
    Kind.DAY: "a date such as 2027-03-31",
    Kind.MONTH: "a month such as 2027-03",
}
YES, NO = {"yes", "true", "1", "y"}, {"no", "false", "0", "n"}
WHOLE = re.compile(r"[+-]?\d{1,18}(\.0+)?")
NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,15})?([eE][+-]?\d{1,3})?")
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


class Wrong(Struct, frozen=True):
    """Why a cell cannot be read: the id of a file rule, and what is expected instead."""

    rule: str
    expected: str


def is_blank(raw: Any) -> bool:
    """Whether a cell holds nothing."""
    return raw is None or (isinstance(raw, str) and not raw.strip())


def read_cell(column: Column, raw: Any) -> Any:
    """The value of a cell that is not blank, or `Wrong`."""
    if isinstance(raw, str) and len(raw) > LONGEST_CELL:
        return Wrong("cell-too-long", f"at most {LONGEST_CELL} characters")
    if column.kind is Kind.TEXT and isinstance(raw, int | float) and abs(raw) >= KEPT_DIGITS:
        return Wrong("cell-digits-kept", "text")
    read = READERS[column.kind](column, raw.strip() if isinstance(raw, str) else raw)
    return Wrong("cell-type", expected(column)) if read is None else read


def expected(column: Column) -> str:
    """What a column takes, in words."""
    if column.codes:
        return "one of " + ", ".join(column.codes)
    return EXAMPLES.get(column.kind, column.kind.value)


def code(column: Column, raw: Any) -> Any:
    """A code of the list, by its name, in any case."""
    wanted = str(raw).upper().replace(" ", "_").replace("-", "_")
    codes = column.code_list.__members__ if column.code_list else {}
    return codes.get(wanted)


def text(_: Column, raw: Any) -> str | None:
    """Text as it stands; a whole number typed into a text cell is its digits."""
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return str(raw) if isinstance(raw, str | int | float) and not isinstance(raw, bool) else None


def whole(_: Column, raw: Any) -> int | None:
    """A whole number; spreadsheets write 12 as 12.0."""
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int | float):
        return int(raw) if float(raw).is_integer() else None
    is_whole = isinstance(raw, str) and WHOLE.fullmatch(raw)
    return int(raw.partition(".")[0]) if is_whole else None


def number(_: Column, raw: Any) -> float | None:
    """A number with a decimal point."""
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return float(raw)
    return float(raw) if isinstance(raw, str) and NUMBER.fullmatch(raw) else None


def yes_no(_: Column, raw: Any) -> bool | None:
    """Yes or no."""
    if isinstance(raw, bool):
        return raw
    word = str(raw).lower()
    return True if word in YES else False if word in NO else None


def day(_: Column, raw: Any) -> date | None:
    """A date cell, or a date as 2027-03-31. Anything else could mean two days."""
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    try:
        return date.fromisoformat(raw) if isinstance(raw, str) and len(raw) == 10 else None
    except ValueError:
        return None


def month(_: Column, raw: Any) -> str | None:
    """A month as 2027-03, or a date cell of which only the month is kept."""
    if isinstance(raw, date):
        return f"{raw:%Y-%m}"
    return raw if isinstance(raw, str) and MONTH.fullmatch(raw) else None


READERS = {
    Kind.TEXT: text,
    Kind.WHOLE: whole,
    Kind.NUMBER: number,
    Kind.YES_NO: yes_no,
    Kind.DAY: day,
    Kind.MONTH: month,
    Kind.CODE: code,
}
