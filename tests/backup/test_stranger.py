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
from running import HOSPITAL, Running
from sending import pseudonyms, register, send

from registry.backup.sealed import opened
from registry.model.codes import AgeBand, ConsentScope, Sex
from registry.model.episode import Consent, EpisodeKeys
from registry.model.submission import Accepted, EpisodeNotice, LinkTokens
from registry.storage.columns import seal_keys
from registry.storage.engine import Database
from registry.storage.migrations import table_names

pytestmark = pytest.mark.anyio

BEGAN, MARCH = date(2027, 1, 11), date(2027, 3, 10)
PATIENTS = pseudonyms(2, 0xD00DFEED)
TOKEN, CONSENT = "c0ffee" * 10 + "abcd", "consent-text-81"
KEYS = EpisodeKeys(HOSPITAL, "ES", AgeBand.ADOLESCENT, Sex.FEMALE, 7, 3)
PLANTED = (
    "ADOLESCENT",
    "FEMALE",
    "age_band",
    "prior_lines",
    "performance_status",
    CONSENT,
    TOKEN,
    *PATIENTS,
    msgspec.json.encode(KEYS).decode(),
)
PUBLIC_TABLES = {"directory_record", "snapshot", "log_entry"}
PERSONS = {"patient", "episode", "earlier_notice", "course_entry", "link_token", "log_record"}
IN_CLEAR = {
    "patient": {"pseudonym", "sponsor_id", "key_version"},
    "episode": {
        "id",
        "programme_id",
        "sequence",
        "patient",
        "accepted_month",
        "registered_on",
        "timing",
        "withdrawal",
        "withdrawn_on",
        "group_id",
        "submission_id",
        "notice_version",
    },
    "earlier_notice": {"episode_id", "version", "accepted_month", "reason", "submission_id"},
    "course_entry": {
        "episode_id",
        "kind",
        "key",
        "version",
        "status",
        "document",
        "reason",
        "submission_id",
    },
    "link_token": {"patient"},
    "log_record": {"opening_id", "position", "patient"},
}
"""What docs/threat-model.md says a stolen database shows of a person; all else is opaque."""
OPAQUE = {
    "patient": {"wrapped_key"},
    "episode": {"sealed_keys"},
    "earlier_notice": {"sealed_keys"},
    "course_entry": set[str](),
    "link_token": {"token"},
    "log_record": {"hash", "salt", "digest"},
}


@pytest.fixture
async def planted(registry: Running) -> None:
    """Two patients, with all that could help to recognise them."""
    programme = await register(registry.house, BEGAN)
    tokens = LinkTokens(TOKEN, TOKEN[::-1], "ab" * 32)
    consent = Consent(CONSENT, next(iter(ConsentScope)))
    told = [
        EpisodeNotice(
            patient, "2027-03", HOSPITAL, AgeBand.ADOLESCENT, Sex.FEMALE, 7, 3, consent, tokens
        )
        for patient in PATIENTS
    ]
    assert isinstance(await send(registry.house, programme, MARCH, told), Accepted)


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
    for name in PERSONS:
        columns = set(await columns_of(registry.house.database, name))
        assert columns == IN_CLEAR[name] | OPAQUE[name], name


def test_the_length_of_what_is_sealed_says_nothing_of_what_it_is() -> None:
    some = product([None, *AgeBand], [None, *Sex], [None, 0, 12], ["a", HOSPITAL, "h" * 40])
    sealed = {
        len(
            seal_keys(bytes(32), "e1", EpisodeKeys(centre, "ES", age, sex, lines, lines), bytes(12))
        )
        for age, sex, lines, centre in some
    }
    assert len(sealed) == 1
