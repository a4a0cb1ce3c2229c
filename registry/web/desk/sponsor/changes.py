"""Old and new values of what a correction changes, in words its sender reads."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from registry.intake.corrections import accept_correction
from registry.intake.importers.assemble import ReadFile
from registry.intake.importers.findings import Place
from registry.intake.whole import differences
from registry.language import marked
from registry.model.codes import CorrectionReason
from registry.model.naming import camel
from registry.model.submission import Accepted, Change, ChangeKind, CorrectionBatch
from registry.web.desk.frame import Visit
from registry.web.desk.sponsor.told import envelope_of
from registry.web.desk.sponsor.workspace import Workspace

REVISED = (ChangeKind.CHANGED, ChangeKind.TAKEN_BACK)


class Altered(Struct, frozen=True):
    """One value that differs: the patient's place in the file, the fact, before and after."""

    sheet: str
    row: int | None
    fact: str
    before: str
    after: str


async def asked_for(
    desk: Workspace, visit: Visit, read: ReadFile, differs: tuple[str, ...]
) -> tuple[CorrectionBatch | None, list[Altered]]:
    """The corrections a file asks for, and what they would change; nothing where they cannot be."""
    if not differs:
        return None, []
    envelope = envelope_of(visit, dry_run=True)
    batch = await differences(desk.intake, read, differs, CorrectionReason.OTHER, envelope)
    answer = await accept_correction(desk.intake, batch, envelope)
    if not isinstance(answer, Accepted):
        return None, []
    return batch, list(altered(answer.changes, batch, read))


def altered(
    changes: tuple[Change, ...], batch: CorrectionBatch, read: ReadFile
) -> Iterator[Altered]:
    """Each value that differs, with where its patient stands in the file."""
    places = places_of(read)
    for change in changes:
        if change.kind in REVISED:
            pseudonym = batch.corrections[change.row].outcome.pseudonym
            sheet, row = places.get(pseudonym, ("", None))
            for fact, before, after in values(change):
                yield Altered(sheet, row, fact, before, after)


def places_of(read: ReadFile) -> Mapping[str, Place | tuple[str, None]]:
    """The row of each patient: its own, or the first that tells of it."""
    told = [(f"outcomes[{i}]", o.pseudonym) for i, o in enumerate(read.batch.outcomes)]
    noticed = [(f"notices[{i}]", n.pseudonym) for i, n in enumerate(read.batch.notices)]
    return {name: read.places[path] for path, name in (*told, *noticed) if path in read.places}


def values(change: Change) -> Iterator[tuple[str, str, str]]:
    """The fields of a fact that differ, as name, before, after."""
    fact = change.path.partition("].")[2].removeprefix("outcome.").removeprefix("notice")
    before, after = fields_in(change.before), fields_in(change.after)
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            column = camel(name.removeprefix("keys."))
            yield (
                ", ".join(filter(None, (fact, column))),
                words(before.get(name)),
                words(after.get(name)),
            )


def fields_in(text: str | None) -> dict[str, Any]:
    """A fact's JSON as fields, nested ones by their path."""
    decoded = msgspec.json.decode(text) if text else {}
    return dict(flat("", decoded)) if isinstance(decoded, dict) else {"": decoded}


def flat(path: str, fields: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every field with its path."""
    for name, value in fields.items():
        inner = f"{path}.{name}" if path else name
        if isinstance(value, dict):
            yield from flat(inner, value)
        else:
            yield inner, value


def words(value: Any) -> str:
    """A value as people read it."""
    if value is None:
        return marked("nothing")
    if isinstance(value, bool):
        return marked("yes") if value else marked("no")
    return str(value)
