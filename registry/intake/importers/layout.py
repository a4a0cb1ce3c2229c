"""Sheets and columns of a submission file, made from the structs that are also the GraphQL inputs.

A struct field is a column of the same name in camelCase; a nested struct's fields are written
`outer.inner`. So a file, the sponsor schema and the rules never drift apart.
"""

import types
import typing
from collections.abc import Iterator
from datetime import date
from enum import Enum, StrEnum

import msgspec
from msgspec import Struct

from registry.model.episode import Administration, AdverseEvent, Batch, FollowUpVisit
from registry.model.meanings import MEANINGS
from registry.model.meanings_of_patients import PSEUDONYM
from registry.model.naming import camel
from registry.model.registration import CostDraft, EndpointResultDraft
from registry.model.submission import EpisodeNotice, EpisodeOutcome

NAME = "pseudonym"
MARKED = "errors"
"""The heading of the column in which a file comes back with its errors; it is not read."""


class Kind(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    YES_NO = "yes or no"
    DAY = "date"
    MONTH = "month"
    CODE = "code"


class Column(Struct, frozen=True):
    """One column. `path` leads to the field in the struct; `required` within its group; `means`
    says what it holds.
    """

    name: str
    path: tuple[str, ...]
    kind: Kind
    required: bool
    codes: tuple[str, ...] = ()
    code_list: type[Enum] | None = None
    means: str = ""

    @property
    def is_must(self) -> bool:
        """Whether every row has it, not only a row that fills in its group."""
        return self.required and len(self.path) == 1


class Sheet(Struct, frozen=True):
    """One sheet; `struct` is what a row of it becomes, `says` what it is for."""

    name: str
    struct: type[Struct]
    says: str
    columns: tuple[Column, ...]

    @property
    def by_name(self) -> dict[str, Column]:
        """The columns by their heading."""
        return {column.name: column for column in self.columns}


def columns_of(struct: type[Struct], *left_out: str) -> Iterator[Column]:
    """A struct's columns in the order of its fields; lists have sheets of their own."""
    for field in msgspec.structs.fields(struct):
        kind = plain(field.type)
        if field.name in left_out or typing.get_origin(kind) is tuple:
            continue
        if isinstance(kind, type) and issubclass(kind, Struct):
            for inner in columns_of(kind):
                yield msgspec.structs.replace(
                    inner,
                    name=f"{camel(field.name)}.{inner.name}",
                    path=(field.name, *inner.path),
                )
        else:
            column = column_of(field.name, kind, field.required)
            yield msgspec.structs.replace(column, means=MEANINGS[struct][field.name])


def plain(kind: typing.Any) -> typing.Any:
    """The type without None."""
    if typing.get_origin(kind) in (types.UnionType, typing.Union):
        return next(inner for inner in typing.get_args(kind) if inner is not type(None))
    return kind


PLAIN_KINDS = {
    int: Kind.WHOLE,
    float: Kind.NUMBER,
    bool: Kind.YES_NO,
    date: Kind.DAY,
    str: Kind.TEXT,
}


def column_of(name: str, kind: typing.Any, required: bool) -> Column:
    """One plain field as a column."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        codes = tuple(member.name for member in kind)
        return Column(camel(name), (name,), Kind.CODE, required, codes, kind)
    is_month = name == "accepted_month"
    return Column(camel(name), (name,), Kind.MONTH if is_month else PLAIN_KINDS[kind], required)


def of_patient(struct: type[Struct]) -> tuple[Column, ...]:
    """The columns of a row that belongs to a patient."""
    return (Column(NAME, (NAME,), Kind.TEXT, True, means=PSEUDONYM), *columns_of(struct))


def patient_columns() -> Iterator[Column]:
    """The notice and the single facts of a patient, each once. Only the pseudonym is a must."""
    seen: set[str] = set()
    for column in (*columns_of(EpisodeNotice), *columns_of(EpisodeOutcome)):
        if column.name not in seen:
            seen.add(column.name)
            must = column.name == NAME or (len(column.path) > 1 and column.required)
            yield msgspec.structs.replace(column, required=must)


PATIENTS = Sheet(
    "patients",
    EpisodeOutcome,
    "One row per accepted patient, treated or not. Pseudonym and month are enough at first.",
    tuple(patient_columns()),
)
LISTS: dict[str, Sheet] = {
    "batches": Sheet("batches", Batch, "One row per manufacturing attempt.", of_patient(Batch)),
    "administrations": Sheet(
        "administrations",
        Administration,
        "One row per administration of the product.",
        of_patient(Administration),
    ),
    "visits": Sheet(
        "visits", FollowUpVisit, "One row per due follow-up visit.", of_patient(FollowUpVisit)
    ),
    "adverse_events": Sheet(
        "events",
        AdverseEvent,
        "Serious or grade 3 and above, and the listed classes at any grade.",
        of_patient(AdverseEvent),
    ),
}
DRAFTS: dict[str, Sheet] = {
    "endpoints": Sheet(
        "endpoints",
        EndpointResultDraft,
        "Your verdict on each locked endpoint, failed or met.",
        tuple(columns_of(EndpointResultDraft, "programme_id")),
    ),
    "costs": Sheet(
        "costs",
        CostDraft,
        "What the programme cost, in cents or the like.",
        tuple(columns_of(CostDraft, "programme_id")),
    ),
}
SHEETS = (PATIENTS, *LISTS.values(), *DRAFTS.values())


def sheet_named(stem: str) -> str:
    """The sheet a CSV file alone holds: patients, unless it is named as another one."""
    return stem if stem in {sheet.name for sheet in SHEETS} else PATIENTS.name
