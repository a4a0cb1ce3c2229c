"""What a stranger learns who has the repository, the database and an opened backup: no key of it.

Every byte is searched for what was planted, in every encoding and plain digest we could think of.
"""

import base64
import hashlib
import io
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import product
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]
import msgspec
import pytest
from backing_up import BACKUP_KEY, back_up
from old_schemas import columns_of
from piccolo.querystring import QueryString
from running import HOSPITAL, Running
from sending import notices, pseudonyms, register, send

from anonymise.envelope import EnvelopeDamaged
from anonymise.keys import KeyRing
from registry.backup.sealed import opened
from registry.model.codes import AgeBand, BatchOutcome, ConsentScope, EventClass, Sex
from registry.model.episode import Administration, AdverseEvent, Batch, Consent, EpisodeKeys
from registry.model.submission import Accepted, EpisodeNotice, EpisodeOutcome, LinkTokens
from registry.storage.columns import seal_keys
from registry.storage.courses import read_versions
from registry.storage.engine import Database
from registry.storage.migrations import table_names
from registry.storage.sealing import Sealing
from registry.storage.tables import CourseEntryRecord, EpisodeRecord, SealedGroupRecord
from registry.storage.vault import read_episodes, read_groups

pytestmark = pytest.mark.anyio

BEGAN, MARCH, APRIL = date(2027, 1, 11), date(2027, 3, 10), date(2027, 4, 2)
PATIENTS = pseudonyms(2, 0xD00DFEED)
TOKEN, CONSENT = "c0ffee" * 10 + "abcd", "consent-text-81"
SITE, DOSE, TERM, MONTH = "LOC-100069741", "1873462.5", "Febrile neutropenia", "2027-02"
KEYS = EpisodeKeys(HOSPITAL, "ES", AgeBand.ADOLESCENT, Sex.FEMALE, 7, 3)
PLANTED = (
    "ADOLESCENT",
    "FEMALE",
    "age_band",
    "prior_lines",
    "performance_status",
    CONSENT,
    MONTH,
    SITE,
    DOSE,
    TERM,
    "ADVERSE_EVENT",
    "finished_day",
    TOKEN,
    *PATIENTS,
    msgspec.json.encode(KEYS).decode(),
)
PUBLIC_TABLES = {"directory_record", "snapshot", "log_entry"}
PERSONS = {"patient", "episode", "earlier_notice", "course_entry", "link_token", "log_record"}
ACTS = {"submission", "log_opening", "audit_event"}
IN_CLEAR = {
    "patient": {"pseudonym", "key_version"},
    "episode": {
        "id",
        "patient",
        "withdrawal",
        "withdrawn_on",
        "submission_id",
        "notice_version",
    },
    "earlier_notice": {"episode_id", "version", "reason", "submission_id"},
    "course_entry": {"episode_id", "version", "reason", "submission_id"},
    "link_token": {"patient"},
    "log_record": {"opening_id", "position", "patient"},
    "submission": {"id", "received_at", "after_snapshot"},
    "log_opening": {"id", "number", "kind", "recorded_at", "proof"},
    "audit_event": {"number", "at", "action", "actor", "subject", "reason"},
}
"""What docs/threat-model.md says a stolen database shows of a person; all else is opaque."""
OPAQUE = {
    "patient": {"wrapped_key"},
    "episode": {"address", "once", "sealed_keys", "place"},
    "earlier_notice": {"sealed_keys", "place"},
    "course_entry": {"name", "sealed"},
    "link_token": {"token"},
    "log_record": {"hash", "salt", "digest"},
    "submission": {"address", "once", "digest", "sealed"},
    "log_opening": {"sealed"},
    "audit_event": {"digest", "sealed"},
}


@pytest.fixture
async def planted(registry: Running) -> None:
    """Two patients, with all that could help to recognise them, and what became of one."""
    programme = await register(registry.house, BEGAN, starts_on=BEGAN)
    tokens = LinkTokens(TOKEN, TOKEN[::-1], "ab" * 32)
    consent = Consent(CONSENT, next(iter(ConsentScope)))
    told = [
        EpisodeNotice(
            patient, MONTH, HOSPITAL, AgeBand.ADOLESCENT, Sex.FEMALE, 7, 3, consent, tokens
        )
        for patient in PATIENTS
    ]
    batch = Batch(1, BatchOutcome.RELEASED, 3, 17, None, 18, 91, DOSE, "{CAR_cells}", site=SITE)
    event = AdverseEvent(EventClass.CYTOPENIA, 24, TERM, "CTCAE", "5.0", 4, serious=True)
    became = EpisodeOutcome(
        PATIENTS[0],
        batches=(batch,),
        administrations=(Administration(1, 21),),
        adverse_events=(event,),
    )
    answer = await send(registry.house, programme, MARCH, told, [became])
    assert isinstance(answer, Accepted), answer


def forms(value: str) -> Iterator[bytes]:
    """The ways in which a value could stand somewhere without being encrypted."""
    plain = value.encode()
    for data in (plain, plain.lower(), plain[::-1], value.encode("utf-16-le")):
        yield from (data, data.hex().encode(), data.hex().upper().encode())
        for shift in range(3):  # base64 looks different by where in a triple it begins
            whole = base64.b64encode(b"\0" * shift + data)
            yield whole[4 if shift else 0 : len(whole) - 4]
    for name in ("md5", "sha1", "sha256", "sha512", "blake2b"):
        digest = hashlib.new(name, plain).digest()
        yield from (digest, digest.hex().encode(), base64.b64encode(digest))


def seen_in(data: bytes, values: Iterable[str]) -> list[str]:
    """Which values stand in these bytes, in any form."""
    return [each for each in values if any(form in data for form in forms(each) if len(form) > 5)]


async def dump(database: Database, url: str) -> bytes:
    """Every table but public facts, as PostgreSQL copies it out, or every file of SQLite."""
    if database.kind == "sqlite":
        path = Path(url.removeprefix("sqlite:///"))
        return b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))
    connection, written = await asyncpg.connect(url), io.BytesIO()
    for name in await table_names(database):
        if name not in PUBLIC_TABLES:
            for form in ("text", "binary"):
                await connection.copy_from_table(name, output=written, format=form)
    await connection.close()
    return written.getvalue()


@pytest.mark.usefixtures("planted")
async def test_no_byte_of_database_and_backup_shows_a_quasi_identifier_in_any_form(
    registry: Running, database_url: str, tmp_path: Path
) -> None:
    database = registry.house.database
    await back_up(database, tmp_path / "backup")
    with (tmp_path / "backup").open("rb") as file:
        inside = b"".join(opened(file, BACKUP_KEY))
    for data in (await dump(database, database_url), inside, (tmp_path / "backup").read_bytes()):
        assert len(data) > 2_000
        assert seen_in(data, PLANTED) == []


def test_whoever_searches_would_find_it_in_each_form() -> None:
    for form in forms(CONSENT):
        haystack = b"\x01" * 50 + form + b"\x02" * 50
        assert seen_in(haystack, [CONSENT, "ADOLESCENT"]) == [CONSENT], form


@pytest.mark.usefixtures("planted")
async def test_centre_and_country_stand_in_no_table_of_persons(registry: Running) -> None:
    """In other tables they are public facts of programmes and groups."""
    database = registry.house.database
    for name in PERSONS:
        rows = str(await database.fetch(f"SELECT * FROM {name}", ()))  # noqa: S608
        assert seen_in(rows.encode(), [HOSPITAL]) == []
        assert "'ES'" not in rows


@pytest.mark.usefixtures("planted")
async def test_every_column_about_a_person_is_opaque_or_named_as_open(registry: Running) -> None:
    """A new column is a decision: it is sealed, or the threat model says that it is not."""
    for name in PERSONS | ACTS:
        columns = set(await columns_of(registry.house.database, name))
        assert columns == IN_CLEAR[name] | OPAQUE[name], name


def test_the_length_of_sealed_keys_says_nothing_of_what_they_are() -> None:
    sealing = Sealing.of(KeyRing.from_root(bytes(32)), bytes)
    some = product([None, *AgeBand], [None, *Sex], [None, 0, 12], ["a", HOSPITAL, "h" * 40])
    sealed = {
        len(seal_keys(sealing, bytes(32), "e1", EpisodeKeys(centre, "ES", age, sex, lines, lines)))
        for age, sex, lines, centre in some
    }
    assert len(sealed) == 1


@pytest.mark.usefixtures("planted")
async def test_the_length_of_a_fact_says_nothing_of_what_it_is(registry: Running) -> None:
    rows = await registry.house.database.run(CourseEntryRecord.select())
    assert len(rows) == 3
    assert len({len(row["sealed"]) for row in rows}) == 1
    assert len({len(row["name"]) for row in rows}) == 1


async def test_no_row_of_a_person_tells_its_sealed_group_nor_whether_it_has_one(
    registry: Running,
) -> None:
    programme = await register(registry.house, BEGAN, starts_on=BEGAN)
    told = notices(pseudonyms(12), MONTH)
    assert isinstance(await send(registry.house, programme, MARCH, told[:11]), Accepted)
    await registry.publish(date(2027, 3, 31))
    registry.clock.today = APRIL
    assert isinstance(await send(registry.house, programme, APRIL, told[11:]), Accepted)
    database = registry.house.database
    (group,) = await read_groups(database)
    sealed = [stored.group_id for stored in await read_episodes(database)]
    assert sealed == [group.id] * 11 + [None]
    assert group.first_month == MONTH
    assert MONTH not in str(await database.run(SealedGroupRecord.select()))
    for name in PERSONS:
        assert group.id not in str(await database.fetch(f"SELECT * FROM {name}", ()))  # noqa: S608
    rows = await database.run(EpisodeRecord.select())
    assert len({len(row["place"]) for row in rows}) == 1
    assert len({row["place"] for row in rows}) == 12


@pytest.mark.usefixtures("planted")
async def test_a_fact_moved_to_another_patient_or_version_does_not_open(registry: Running) -> None:
    """Whoever can write to the database makes no history with what stands in it."""
    database = registry.house.database
    ids = [stored.episode.id for stored in await read_episodes(database)]
    for change, value in (("version", 2), ("name", "f" * 64)):
        changed = f"UPDATE course_entry SET {change} = {value!r} WHERE name = "  # noqa: S608
        (row, *_) = await database.run(CourseEntryRecord.select())
        await database.run(QueryString(changed + "{}", row["name"]))
        with pytest.raises(EnvelopeDamaged):
            await read_versions(database, ids)


@pytest.mark.usefixtures("planted")
async def test_a_place_moved_to_another_patient_does_not_open(registry: Running) -> None:
    database = registry.house.database
    (row, *_) = await database.run(EpisodeRecord.select())
    await database.run(QueryString("UPDATE episode SET place = {}", row["place"]))
    with pytest.raises(EnvelopeDamaged):
        await read_episodes(database)
