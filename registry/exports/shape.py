"""How the rows of a view become lines, read off their types: no view is known here by name.

A type that is not known here is refused when its view is compiled, before any row exists.
"""

import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from functools import partial
from inspect import getdoc
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from msgspec import Meta, Struct, structs

from registry import texts
from registry.errors import ExportError
from registry.exports.lines import Cell, Place, nothing, number, unshown, word
from registry.exports.units import unit_of
from registry.views.figures import Withheld

Read = Callable[[Any, Place], Iterator[Cell]]
BESIDE = ("as_of", "withheld", "value", "numerator", "denominator", "low", "high", "currency")
ROW_COLUMNS = ("id", "as_of", "synthetic")


class Measure(NamedTuple):
    """A kind of value that a row type has: its path, unit, type in words, and what it means."""

    path: str
    unit: str
    kind: str
    words: str
    codes: type[Enum] | None = None


class Part(NamedTuple):
    """How values of one type are read, and every measure they can hold."""

    read: Read
    measures: tuple[Measure, ...]


class Where(NamedTuple):
    """A path of fields, the unit a field states for itself, and the words of its struct."""

    path: str = ""
    unit: str | None = None
    words: str = ""

    def field(self, name: str, owner: type) -> "Where":
        """A field of a struct that stands here."""
        return Where(f"{self.path}.{name}" if self.path else name, None, sentence(owner))


def part_of(kind: Any, where: Where) -> Part:
    """How values of a type are read. ExportError for a type that has no place in a table."""
    if get_origin(kind) is Annotated:
        inner, *notes = get_args(kind)
        stated = [n.extra["unit"] for n in notes if isinstance(n, Meta) and n.extra]
        return part_of(inner, where._replace(unit=next(iter(stated), where.unit)))
    if get_origin(kind) in (Union, types.UnionType):
        return one_of([each for each in get_args(kind) if each is not type(None)], where)
    if get_origin(kind) in (tuple, list, Sequence, Iterable):
        return many(kind, where)
    if get_origin(kind) in (dict, Mapping):
        return by_name(get_args(kind)[1], where)
    if isinstance(kind, type) and issubclass(kind, Struct):
        return part_of_struct(kind, where)
    return scalar(kind, where)


def scalar(kind: Any, where: Where) -> Part:
    """A number, text, code, date or truth value."""
    unit = where.unit or unit_of(where.path, kind)
    if kind in (int, float):
        return Part(partial(read_number, unit), (measure(where, unit, "number"),))
    if kind in (str, bool, date) or (isinstance(kind, type) and issubclass(kind, Enum)):
        codes = kind if issubclass(kind, Enum) else None
        words = {bool: "true or false", date: "day"}.get(kind, "code" if codes else "text")
        return Part(partial(read_word, unit), (measure(where, unit, words, codes),))
    raise ExportError(
        f"No table knows where to put {where.path or 'a row'}: {kind!r}.",
        "Build the row of structs, numbers, texts, codes, dates and tuples of these.",
    )


def measure(where: Where, unit: str, kind: str, codes: type[Enum] | None = None) -> Measure:
    return Measure(where.path, unit, kind, where.words, codes)


def part_of_struct(kind: type[Struct], where: Where) -> Part:
    """A reason by itself, a figure with the reason why it is withheld, or fields side by side."""
    if kind is Withheld:
        return Part(read_reason, (measure(where, "code", "reason"),))
    return figure(kind, where) if is_figure(kind) else fields(kind, where, set())


def is_figure(kind: type[Struct]) -> bool:
    """Whether a struct holds a value with the reason why it is withheld."""
    return {"value", "withheld"} <= {field.name for field in structs.fields(kind)}


def figure(kind: type[Struct], where: Where) -> Part:
    """A value with its reason, counts and limits on one line; what else it holds on others."""
    types_of = {field.name: field.type for field in structs.fields(kind)}
    (value,) = part_of(types_of["value"], where._replace(words=sentence(kind))).measures
    unit = where.unit or unit_of(where.path, kind)
    unit = value.unit if value.kind != "number" else unit
    rest = fields(kind, where, set(BESIDE))
    return Part(partial(read_figure, unit, rest.read), (value._replace(unit=unit), *rest.measures))


def fields(kind: type[Struct], where: Where, without: set[str]) -> Part:
    """The fields of a struct, each at its own path."""
    parts = {
        field.name: part_of(field.type, where.field(field.name, kind))
        for field in structs.fields(kind)
        if field.name not in without
    }
    found = tuple(measure for part in parts.values() for measure in part.measures)
    return Part(partial(read_fields, {name: part.read for name, part in parts.items()}), found)


def one_of(kinds: Sequence[Any], where: Where) -> Part:
    """One of several types; a code beside other types says why there is no value."""
    if kinds == [Withheld]:
        return Part(read_reason, part_of(Withheld, where).measures)
    if len(kinds) == 1:
        return absent_or(part_of(kinds[0], where), where)
    reasons = tuple(k for k in kinds if isinstance(k, type) and issubclass(k, Enum))
    parts = [(k, part_of(k, where)) for k in kinds if k not in reasons]
    known = [(get_origin(k) or k, part.read) for k, part in parts]
    if len(known) > 1 and any(kind in (str, date) for kind, _ in known):
        raise ExportError(f"{where.path} may be of too different types.", "Give it one type.")
    found = tuple(dict.fromkeys(m for _, part in parts for m in part.measures))
    return absent_or(Part(partial(read_one, known, reasons), found), where)


def absent_or(part: Part, where: Where) -> Part:
    """The same, where None says that there is none."""
    unit = part.measures[0].unit if len(part.measures) == 1 else ""
    known = any(each.path == where.path for each in part.measures)
    own = () if known else (measure(where, unit, "part"),)
    return Part(partial(read_present, unit, part.read), (*own, *part.measures))


def many(kind: Any, where: Where) -> Part:
    """Several of one type, each with its own name or its place among them."""
    (inner, *others) = [each for each in get_args(kind) if each is not Ellipsis]
    if any(other != inner for other in others):
        raise ExportError(f"{where.path} mixes types.", "Make it a struct with named fields.")
    part = part_of(inner, where)
    name = name_field(inner)
    if name and len(structs.fields(inner)) > 1 and not is_figure(inner):
        part = fields(inner, where, {name})
    return Part(partial(read_many, part.read, naming_of(inner)), part.measures)


def by_name(inner: Any, where: Where) -> Part:
    """Values by name."""
    part = part_of(inner, where)
    return Part(partial(read_by_name, part.read), part.measures)


def read_number(unit: str, value: float | None, place: Place) -> Iterator[Cell]:
    yield number(place, unit, value)


def read_word(unit: str, value: Any, place: Place) -> Iterator[Cell]:
    yield word(place, unit, plain(value))


def plain(value: Any) -> str:
    """A text, code, day or truth value as it is written."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value.value if isinstance(value, Enum) else value)


def read_reason(withheld: Withheld | None, place: Place) -> Iterator[Cell]:
    """No line where nothing is withheld: that is no value that is missing."""
    if withheld is not None:
        yield why(place, "code", withheld)


def why(place: Place, unit: str, withheld: Withheld) -> Cell:
    """The typed reason with its public sentence, the same as on every other surface."""
    sentence = texts.withheld(withheld.reason, withheld.opens_on)
    told = " ".join(filter(None, (sentence, withheld.condition)))
    gates = " ".join(withheld.gate_ids) or None
    return unshown(place, unit, withheld.reason.value, told, withheld.opens_on, gates)


def read_figure(unit: str, rest: Read, figure: Any, place: Place) -> Iterator[Cell]:
    place = place._replace(as_of=getattr(figure, "as_of", place.as_of))
    currency = getattr(figure, "currency", None)
    unit = f"{unit} of {currency}" if currency else unit
    if figure.withheld is not None:
        cell = why(place, unit, figure.withheld)
    elif isinstance(figure.value, int | float) or figure.value is None:
        cell = number(place, unit, figure.value)
    else:
        cell = word(place, unit, plain(figure.value))
    yield cell._replace(
        numerator=getattr(figure, "numerator", None),
        denominator=getattr(figure, "denominator", None),
        low=getattr(figure, "low", None),
        high=getattr(figure, "high", None),
    )
    yield from rest(figure, place)


def read_fields(readers: Mapping[str, Read], struct: Any, place: Place) -> Iterator[Cell]:
    place = place._replace(as_of=getattr(struct, "as_of", place.as_of))
    for name, read in readers.items():
        yield from read(getattr(struct, name), place.at(name))


def read_present(unit: str, read: Read, value: Any, place: Place) -> Iterator[Cell]:
    if value is None:
        yield nothing(place, unit)
    else:
        yield from read(value, place)


def read_one(
    known: Sequence[tuple[Any, Read]], reasons: tuple[type, ...], value: Any, place: Place
) -> Iterator[Cell]:
    if isinstance(value, reasons):
        yield unshown(place, "", plain(value), texts.NO_ESTIMATE[plain(value)])
        return
    yield from next(read for kind, read in known if isinstance(value, kind))(value, place)


def read_many(read: Read, name: Callable[[Any, int], str], some: Any, at: Place) -> Iterator[Cell]:
    seen: set[str] = set()
    for n, each in enumerate(some, 1):
        own = name(each, n)
        yield from read(each, at.of(f"{own}#{n}" if own in seen else own))
        seen.add(own)


def read_by_name(read: Read, some: Mapping[str, Any], place: Place) -> Iterator[Cell]:
    for name, each in some.items():
        yield from read(each, place.of(plain(name)))


def naming_of(kind: Any) -> Callable[[Any, int], str]:
    """What tells one of several apart: its name, else its place among them."""
    name = name_field(kind)
    if name is None:
        return lambda _, place: str(place)
    return lambda each, _: plain(getattr(each, name))


def name_field(kind: Any) -> str | None:
    """The field by which one of several is named: `id`, else a first that is text, code, number."""
    if not (isinstance(kind, type) and issubclass(kind, Struct)):
        return None
    found = {field.name: field.type for field in structs.fields(kind)}
    first = "id" if "id" in found else next(iter(found))
    return first if found[first] in (str, int) or is_code(found[first]) else None


def is_code(kind: Any) -> bool:
    """Whether a type is a code list."""
    return isinstance(kind, type) and issubclass(kind, Enum)


def sentence(kind: type) -> str:
    """What a struct or code list says of itself, on one line."""
    return " ".join((getdoc(kind) or "").split())
