"""The erasure list, outside the database: a restored older backup erases them again.

One line per patient: registry pseudonym and day. The database is the truth; the list is brought up
to it after each erasure, at each backup and at each `migrate`.
"""

import re
from datetime import date
from pathlib import Path

from piccolo.querystring import QueryString

from registry.errors import SettingsError
from registry.storage.engine import Database
from registry.storage.written_file import new_file

ERASED_PATIENTS = QueryString(
    "SELECT p.pseudonym, MIN(e.withdrawn_on) AS day FROM patient p "
    "JOIN episode e ON e.patient = p.pseudonym WHERE p.wrapped_key = '' GROUP BY p.pseudonym"
)
_LINE = re.compile(r"([0-9a-f]{32}) (\d{4}-\d\d-\d\d)", re.ASCII)


async def erased_patients(database: Database) -> dict[str, date]:
    """The erased patients of the database, with the day."""
    rows = await database.run(ERASED_PATIENTS)
    return {row["pseudonym"]: date.fromisoformat(row["day"]) for row in rows}


def read_erasures(path: Path) -> dict[str, date]:
    """The erased patients of a list. SettingsError where there is none or it is damaged."""
    try:
        text = path.read_text(encoding="ascii")
    except FileNotFoundError:
        raise SettingsError(
            "There is no erasure list, so nobody can say who must stay erased.",
            "Name the newest one in REGISTRY_ERASURES_FILE; if nobody was ever erased, create an "
            "empty file.",
        ) from None
    except (OSError, UnicodeDecodeError):
        raise unreadable() from None
    found = [_LINE.fullmatch(line) for line in text.splitlines()]
    try:
        days = {each[1]: date.fromisoformat(each[2]) for each in found if each}
    except ValueError:
        raise unreadable() from None
    if len(days) < len(found):
        raise unreadable()
    return days


def unreadable() -> SettingsError:
    """The error for a list that cannot be relied on."""
    return SettingsError(
        "The erasure list cannot be read.",
        "Put a copy in its place that holds only lines of a pseudonym and a day.",
    )


def kept_in(path: Path) -> dict[str, date] | None:
    """The list as it is; None where there is none yet."""
    return read_erasures(path) if path.exists() else None


async def keep_erasures(database: Database, path: Path) -> None:
    """Bring the list up to the database; who is in it already stays in it.

    Written in a turn among the writers: of two at once, the later would leave somebody out.
    """
    kept = kept_in(path)
    if kept is not None and (await erased_patients(database)).keys() <= kept.keys():
        return
    async with database.transaction():
        wanted = await erased_patients(database) | (kept_in(path) or {})
        with new_file(path) as file:
            file.write("".join(f"{id} {day}\n" for id, day in sorted(wanted.items())).encode())
