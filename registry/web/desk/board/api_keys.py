"""`/board/keys`: for administrators, the API keys of sponsors: whose, until when, last used."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from litestar.handlers import HTTPRouteHandler

from registry import texts
from registry.board.trail import note_read
from registry.errors import AccountError
from registry.language import ENGLISH, marked
from registry.storage.accounts import StoredKey, all_keys
from registry.storage.last_uses import last_uses
from registry.web.desk.board.notes import note_faults
from registry.web.desk.board.words import day_or
from registry.web.desk.board.workspace import Workspace, because_of, shown
from registry.web.desk.forms import to
from registry.web.desk.frame import Answer, Fault, Visit, form_page
from registry.web.public.results.cells import Cell, Table, Tag

PATH = "/board/keys"


def key_pages(desk: Workspace) -> list[HTTPRouteHandler]:
    """Every key, and the form to revoke one. A key itself is kept nowhere and never shown."""

    async def show(visit: Visit, faults: Sequence[Fault]) -> Answer:
        await note_read(desk.board.database, because_of(visit), "API keys", "registry")
        keys = await all_keys(desk.board.database)
        used = (await last_uses(desk.board.database)).keys
        working = [key for key in keys if works(key, visit.now)]
        return shown(
            desk,
            visit,
            "board-keys.html",
            marked("API keys"),
            faults=faults,
            api_keys=keys_table(keys, used, visit.now),
            options=[(key.id, key_words(key)) for key in working],
            done=visit.asked("revoked") == "yes",
        )

    async def send(visit: Visit) -> Answer:
        faults = note_faults(visit)
        if not visit.typed("key"):
            faults = [Fault("key", marked("Choose a key.")), *faults]
        if faults:
            return await show(visit, faults)
        try:
            because = because_of(visit, visit.typed("note"))
            await desk.doorkeeper.revoke(visit.typed("key"), because)
        except AccountError as fault:
            return await show(visit, [Fault("key", f"{fault.what} {fault.remedy}")])
        return to(f"{PATH}?revoked=yes")

    return form_page(desk.front, PATH, show, send)


def key_words(key: StoredKey) -> str:
    """A key with whose it is."""
    return ENGLISH.say("%(key)s of %(organisation)s", key=key.id, organisation=key.organisation_id)


def works(key: StoredKey, at: datetime) -> bool:
    """Whether a key opens anything now."""
    return not key.revoked and (key.expires is None or at < key.expires)


def keys_table(keys: Sequence[StoredKey], used: Mapping[str, date], at: datetime) -> Table:
    """Every key with what it may do and when it was used."""
    rows = tuple(
        (
            Cell(key.id, key.organisation_id),
            Cell("", tags=(state_of(key, at),)),
            Cell(", ".join(sorted(key.scopes)), key.account_id or ""),
            Cell(texts.day(key.expires.date()) if key.expires else marked("Without end")),
            Cell(day_or(used.get(key.id), marked("Never"))),
        )
        for key in keys
    )
    heads = (marked("Key"), marked("State"), marked("May"), marked("Until"), marked("Last used"))
    return Table(marked("API keys"), heads, rows, marked("No key was issued."))


def state_of(key: StoredKey, at: datetime) -> Tag:
    """Whether a key works."""
    if key.revoked:
        return Tag(marked("Revoked"), "care")
    return Tag(marked("Works"), "good") if works(key, at) else Tag(marked("Expired"), "closed")
