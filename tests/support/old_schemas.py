"""Databases as earlier versions left them: the schema of then, with rows in every table of then.

The rows are those of a registry of today without the columns that came later, and with those that
were dropped. A migration that drops a column needs it told here.
"""

import tempfile
from datetime import date
from functools import cache
from typing import Any

import msgspec
from msgspec import structs
from people import person
from running import HOSPITAL, UNIVERSITY, Running, running_registry
from sending import envelope, infused, notices, pseudonyms, register, send

from registry.access.because import Because
from registry.access.signing import register as register_signing
from registry.backup.tables import tables_of
from registry.cli.rotating import rotation_in
from registry.intake.corrections import accept_correction
from registry.intake.persons import decide
from registry.intake.withdraw import accept_withdrawal, confirm
from registry.log.signatures import encoded, public_of
from registry.model.access import Role
from registry.model.codes import AgeBand, CorrectionReason, PersonDecision, WithdrawalScope
from registry.model.episode import FollowUpVisit
from registry.model.registration import Recorded
from registry.model.submission import (
    Accepted,
    CorrectionBatch,
    EpisodeCorrection,
    EpisodeNotice,
    EpisodeOutcome,
    LinkTokens,
    Withdrawal,
)
from registry.storage.accounts import all_keys
from registry.storage.column_keys import begin_rotation
from registry.storage.engine import Database, open_database
from registry.storage.entries import data_keys, version_in
from registry.storage.last_uses import last_uses, note_key, note_step
from registry.storage.ledger import act_in
from registry.storage.migrations import MIGRATIONS, apply_migrations, read_migrations
from registry.storage.migrations.sealing_clear import Place as EarlierPlace
from registry.storage.notices import month_in
from registry.storage.openings import enclosed_in
from registry.storage.passkeys import Passkey, add_passkey
from registry.storage.persons import possible_persons
from registry.storage.sealing import MONTHS_BLOCK
from registry.storage.submissions import stored_in
from registry.storage.vault import MONTHS, PLACE, Place, read_months, read_place

BEGAN, MARCH, SPRING, MAY = (
    date(2027, 1, 11),
    date(2027, 3, 10),
    date(2027, 3, 31),
    date(2027, 5, 10),
)
PATIENTS = pseudonyms(12)
COLUMNS = {
    "sqlite": "SELECT name FROM pragma_table_info(?)",
    "postgres": "SELECT column_name AS name FROM information_schema.columns "
    "WHERE table_schema = current_schema() AND table_name = $1",
}
OPENED = ("accepted_month", "group_id", "first_month", "last_month")
"""What version 13 holds sealed, and later ones in another form."""
SEALED_ANEW = {"place"}
Rows = list[dict[str, Any]]


async def lived(registry: Running) -> None:
    """Something of everything a registry keeps."""
    house = registry.house
    programme = await register(house, BEGAN)
    same = LinkTokens("ab" * 32, "cd" * 32, "ef" * 32)
    linked = [structs.replace(each, link_tokens=same) for each in notices(PATIENTS[:2])]
    told = [*linked, *notices(PATIENTS[2:])]
    assert isinstance(await send(house, programme, MARCH, told), Accepted)
    (pair,) = await possible_persons(house.database)
    two = (pair.first, pair.second)
    at = house.clock()
    await decide(house.database, two, PersonDecision.DIFFERENT, at, "curator")
    await registry.publish(SPRING)
    registry.clock.today = MAY
    outcomes = [infused(patient, None) for patient in PATIENTS[:6]]
    assert isinstance(await send(house, programme, MAY, outcomes=outcomes), Accepted)
    await changed(registry, programme)
    await person(house, "curator-1", Role.CURATOR)
    await add_passkey(house.database, Passkey("k1", "curator-1", "laptop", "ab", 0, str(at)))
    (key_of_sponsor, *_) = await all_keys(house.database)
    await note_key(house.database, key_of_sponsor.id, MAY)
    await note_step(house.database, "curator-1", 57_823_991)
    await begin_rotation(rotation_in(house))
    key = encoded(public_of(bytes(range(7, 39))))
    await register_signing(house.database, UNIVERSITY, key, at - at, Because("operator", at))


async def changed(registry: Running, programme: str) -> None:
    """A corrected notice and an erased patient."""
    house = registry.house
    corrected = EpisodeCorrection(
        EpisodeOutcome(PATIENTS[3]),
        3,
        CorrectionReason.TRANSCRIPTION_ERROR,
        notice=EpisodeNotice(PATIENTS[3], "2027-02", HOSPITAL, AgeBand.ADULT),
    )
    batch = CorrectionBatch(programme, (corrected,))
    answer = await accept_correction(house.intake, batch, envelope(MAY))
    assert isinstance(answer, Accepted), answer
    wish = Withdrawal(programme, PATIENTS[5], WithdrawalScope.ERASE)
    asked = await accept_withdrawal(house.intake, wish, envelope(MAY))
    assert isinstance(asked, Recorded)
    await confirm(house.intake, asked.id, house.clock(), "curator")


async def rows_of_today() -> tuple[dict[str, Rows], dict[str, Rows]]:
    """Every table that is kept, with its rows as they are, and opened."""
    with tempfile.TemporaryDirectory() as folder:
        async with running_registry(f"sqlite:///{folder}/r.sqlite", BEGAN) as registry:
            await lived(registry)
            database = registry.house.database
            return await plain_rows(database), await rows_in(database)


async def plain_rows(database: Database) -> dict[str, Rows]:
    """Every table that is kept, with its rows."""
    return {
        name: await database.fetch(f"SELECT * FROM {name}", ())  # noqa: S608
        for name in tables_of(read_migrations(MIGRATIONS))
    }


async def rows_in(database: Database) -> dict[str, Rows]:
    """Every table that is kept, with its rows, and what stands sealed in them."""
    held = await plain_rows(database)
    sealing, keys = database.sealing, await data_keys(database, [e["id"] for e in held["episode"]])
    for row in held["episode"]:
        place = sealing.open_own(row["place"], read_place, *PLACE, row["id"])
        row |= structs.asdict(place) | {
            "registered_on": place.registered_on.isoformat(),
            "timing": place.timing.value,
            "place": sealing.seal_own(earlier_place(place), MONTHS_BLOCK, *PLACE, row["id"]),
        }
    for row in held["sealed_group"]:
        row |= structs.asdict(sealing.open_own(row["months"], read_months, *MONTHS, row["id"]))
    for row in held["earlier_notice"]:
        row["accepted_month"] = month_in(sealing, row)
    for row in held["course_entry"]:
        told = version_in(keys, row)
        document = None if told.value is None else msgspec.json.encode(told.value).decode()
        status = str(told.value.status) if isinstance(told.value, FollowUpVisit) else None
        row |= {"kind": str(told.kind), "key": told.key, "status": status, "document": document}
    uses = await last_uses(database)
    for row in held["api_key"]:
        day = uses.keys.get(row["id"])
        row["last_used_on"] = day and day.isoformat()
    for row in held["account"]:
        row["last_step"] = uses.steps.get(row["id"], 0)
    for row in held["passkey"]:
        signed = uses.passkeys[row["id"]]
        row |= {"sign_count": signed.count, "last_used_on": signed.day and signed.day.isoformat()}
    for row in held["patient"]:
        row["sponsor_id"] = UNIVERSITY
    for row in held["submission"]:
        row |= structs.asdict(stored_in(sealing, row))
    for row in held["log_opening"]:
        row |= structs.asdict(enclosed_in(sealing, row))
    for row in held["audit_event"]:
        act = act_in(database, row)
        row |= {"actor": act.actor, "subject": act.subject, "reason": act.reason}
    return held


def earlier_place(place: Place) -> EarlierPlace:
    """A place as version 13 sealed it."""
    return EarlierPlace(place.accepted_month, place.group_id)


_made: list[dict[str, Rows]] = []


async def rows_once(version: int) -> dict[str, Rows]:
    """The rows of a version, made once: as they are today, or opened for an earlier one."""
    if not _made:
        _made.extend(await rows_of_today())
    return _made[version < last_version()]


async def columns_of(database: Database, table: str) -> list[str]:
    """The columns of a table."""
    return [row["name"] for row in await database.fetch(COLUMNS[database.kind], (table,))]


@cache
def last_version() -> int:
    """The number of the newest migration."""
    return len(read_migrations(MIGRATIONS))


async def old_database(url: str, version: int) -> dict[str, Rows]:
    """Make a database of this schema version; what it holds, by table."""
    held, schema = {}, read_migrations(MIGRATIONS)[:version]
    database = open_database(url)
    await database.start()
    async with database.transaction():
        await apply_migrations(database, schema)
        for table in tables_of(schema):
            rows, names = (await rows_once(version))[table], await columns_of(database, table)
            stands = [*names, *(name for name in OPENED if version > 12 and name in rows[0])]
            held[table] = [{name: row[name] for name in {*stands} - SEALED_ANEW} for row in rows]
            marks = ", ".join("?" * len(names))
            insert = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608
            await database.run_many(insert, [tuple(row[name] for name in names) for row in rows])
    await database.stop()
    return held
