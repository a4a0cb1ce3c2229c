"""How public facts differ between two snapshots, field by field, for those who approve the later.

Nothing that derives from a patient is looked at, and of a programme's status not why it stopped:
whoever decides whether to publish learns of no outcome.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import Struct, structs

from registry.model.programme import Programme, ProgrammeEvent
from registry.snapshot import Directory, Snapshot

Facts = Mapping[tuple[str, str], Mapping[str, Any]]
"""The fields of every fact, by the kind and the id of it."""


class What(StrEnum):
    """What happens to a fact."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


class FieldChange(Struct, frozen=True):
    """A field before and after, as text; empty where there was or is nothing."""

    name: str
    before: str
    after: str


class FactChange(Struct, frozen=True):
    """A fact that is new, other than before, or gone."""

    kind: str
    id: str
    what: What
    fields: tuple[FieldChange, ...]


def changes_of_facts(now: Snapshot, before: Snapshot | None) -> tuple[FactChange, ...]:
    """Every public fact that a snapshot shows otherwise than the one before, by kind and id."""
    later, earlier = facts_in(now), facts_in(before) if before else {}
    keys = sorted({*later, *earlier})
    found = (change_of(key, earlier.get(key), later.get(key)) for key in keys)
    return tuple(change for change in found if change is not None)


def facts_in(snapshot: Snapshot) -> Facts:
    """The directory's facts, the programmes as declared, and the decisions on their stages."""
    directory, found = snapshot.directory, dict[tuple[str, str], Mapping[str, Any]]()
    for part in Directory.__struct_fields__:
        for fact in getattr(directory, part):
            found[type(fact).__name__.lower(), fact.id] = fields_of(fact)
    for row in snapshot.programmes:
        programme = row.programme
        found["programme", programme.id] = fields_of(without_reasons(programme))
        for decision in row.decisions:
            shown = ("open", "opened_on", "latest_on", "explanation", "labels")
            told = fields_of(decision)
            key = f"{programme.id} {decision.stage}"
            found["decision", key] = {name: told[name] for name in shown}
    return found


def without_reasons(programme: Programme) -> Programme:
    """A programme as approvers see it: that and when it stopped, not why."""
    events = tuple(ProgrammeEvent(event.kind, event.on) for event in programme.events)
    return structs.replace(programme, events=events)


def fields_of(fact: Struct) -> dict[str, Any]:
    """The fields of a fact as plain values."""
    told: dict[str, Any] = msgspec.to_builtins(fact)
    return told


def change_of(
    key: tuple[str, str], before: Mapping[str, Any] | None, now: Mapping[str, Any] | None
) -> FactChange | None:
    """How one fact differs; None where it does not."""
    if before == now:
        return None
    what = What.NEW if before is None else What.GONE if now is None else What.CHANGED
    return FactChange(*key, what, tuple(field_changes(before or {}, now or {})))


def field_changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[FieldChange]:
    """The fields that differ, in the order of the fact."""
    for name in {**before, **now}:
        values = before.get(name), now.get(name)
        if values[0] != values[1] and name != "id":
            yield FieldChange(name, *map(as_text, values))


def as_text(value: Any) -> str:
    """A value for reading; nothing where there is none."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        parts = ((name, as_text(each)) for name, each in value.items())
        return ", ".join(f"{name.replace('_', ' ')} {text}" for name, text in parts if text)
    if isinstance(value, list | tuple):
        return "; ".join(map(as_text, value))
    return "" if value is None else str(value)
