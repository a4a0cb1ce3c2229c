"""Reads what was typed into values, and says of each field that cannot be read what is wrong.

A value that cannot be read stands for one that breaks the rules at its own field alone, so that
everything wrong with a form is told in one pass.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar

from registry.language import ENGLISH
from registry.web.desk.frame import Fault, Visit, identifies
from registry.web.desk.sponsor.acts.fields import UNREADABLE, Kind, lines, whole
from registry.web.desk.sponsor.preview import day_of
from registry.web.desk.sponsor.registering.repeated import PART
from registry.web.desk.sponsor.told import IDENTIFIED

Code = TypeVar("Code", bound=StrEnum)
WHOLE = re.compile(r"-?\d{1,9}", re.ASCII)
NOT_WHOLE, NOT_A_DAY = UNREADABLE[Kind.NUMBER], UNREADABLE[Kind.DAY]


class Reader:
    """What somebody typed; `faults` are the fields that could not be read so far."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.faults: list[Fault] = []

    def text(self, name: str) -> str:
        """A text without blanks around it; lines end as on this side."""
        return lines(self.visit.typed(name))

    def named(self, name: str, words: str) -> str:
        """A text that is not left out; `words` say what to choose."""
        if not self.text(name):
            self.wrong(name, words)
        return self.text(name)

    def ticked(self, name: str) -> bool:
        """Whether something was ticked."""
        return bool(self.visit.typed(name))

    def whole(self, name: str, words: str = NOT_WHOLE) -> int:
        """A whole number; 0 where there is none."""
        found = whole(self.text(name))
        if found is None:
            self.wrong(name, words)
        return found or 0

    def wholes(self, name: str) -> tuple[int, ...]:
        """Whole numbers with blanks, commas or semicolons between them; none where one is wrong."""
        parts = self.parts(name)
        if all(WHOLE.fullmatch(part) for part in parts):
            return tuple(map(int, parts))
        self.wrong(name, NOT_WHOLE)
        return ()

    def parts(self, name: str) -> tuple[str, ...]:
        """What stands between blanks, commas or semicolons."""
        return tuple(filter(None, re.split(r"[\s,;]+", self.text(name))))

    def day(self, name: str, words: str, otherwise: date = date.max) -> date:
        """A day; `otherwise` where there is none."""
        found = day_of(self.text(name))
        if found is None:
            self.wrong(name, words)
        return found or otherwise

    def maybe_day(self, name: str) -> date | None:
        """A day that may be left out."""
        found = day_of(self.text(name))
        if found is None and self.text(name):
            self.wrong(name, NOT_A_DAY)
        return found

    def code(self, name: str, kind: type[Code], words: str) -> Code:
        """One of a code list; its first where none was chosen, and `words` say what to choose."""
        found = self.maybe_code(name, kind)
        if found is None:
            self.wrong(name, words)
        return found or next(iter(kind))

    def maybe_code(self, name: str, kind: type[Code]) -> Code | None:
        """One of a code list that may be left out."""
        text = self.text(name)
        return kind(text) if text in set(kind) else None

    def wrong(self, name: str, words: str) -> None:
        """Say what is wrong with a field, once."""
        if name not in {fault.field for fault in self.faults}:
            self.faults.append(Fault(name, words))


def in_order(faults: Sequence[Fault], fields: Sequence[str]) -> list[Fault]:
    """Faults in the order of their fields on the page, those about the whole first."""
    place = {name: number for number, name in enumerate(fields)}
    return sorted(faults, key=lambda fault: place.get(fault.field, -1))


def all_faults(reader: Reader, found: Sequence[Fault], fields: Sequence[str]) -> list[Fault]:
    """Everything wrong: what cannot be read, and what intake finds at the other fields."""
    unread = {fault.field for fault in reader.faults}
    rest = (fault for fault in found if fault.field not in unread)
    return in_order([*reader.faults, *rest], fields)


def with_numbers(faults: Iterable[Fault], parts: Mapping[str, str]) -> list[Fault]:
    """What is wrong, with the number of the part it is about, in the words for such a part."""
    return [Fault(each.field, said_of(each, parts)) for each in faults]


def said_of(fault: Fault, parts: Mapping[str, str]) -> str:
    """What is wrong with a field, and in which part where its form has several of them."""
    part = PART.fullmatch(fault.field)
    if part is None or part[1] not in parts:
        return fault.words
    return ENGLISH.say(parts[part[1]], number=int(part[2]) + 1, words=fault.words)


def hidden(visit: Visit, names: Iterable[str], words: str = IDENTIFIED) -> list[Fault]:
    """Which of these fields hold what may not even be shown again (law 7)."""
    return [Fault(name, words) for name in names if identifies(name, visit.typed(name))]
