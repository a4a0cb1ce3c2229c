"""Intake of a stream beside the least that must be done for the same patients."""

import hashlib
import hmac
import io
import os
import sqlite3
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from msgspec import structs
from running import Running, running_registry
from sending import envelope, infused, notices, pseudonyms, register

from anonymise.envelope import seal, wrap
from registry.intake.bulk import accept_lines
from registry.intake.importers.lines import Line
from registry.model.codes import VisitStatus
from registry.model.course import FACT_BYTES, entries_of
from registry.model.episode import FollowUpVisit, Response
from registry.model.submission import Accepted, EpisodeNotice, EpisodeOutcome
from registry.storage.migrations import MIGRATIONS, read_migrations
from tests.benchmarks.measure import Spread, ratio_of, rounds_within, seconds_of

BEGAN, LATER = date(2027, 1, 11), date(2028, 9, 1)
LOG = 4
WINDOWS = (28, 100, 183, 365, 731, 1096)
Row = tuple[EpisodeNotice, EpisodeOutcome]
EACH = 600
"""Patients a round."""


def rows(count: int, start: int) -> list[Row]:
    """Patients with an infusion and six visits each."""
    seen = Response("LUGANO", "CMR")
    visits = tuple(FollowUpVisit(w, VisitStatus.DONE, 35 + w, seen) for w in WINDOWS[:4])
    visits += tuple(FollowUpVisit(w, VisitStatus.NOT_DUE) for w in WINDOWS[4:])
    return [
        (
            structs.replace(notice, retrospective=True),
            structs.replace(infused(notice.pseudonym, "CMR"), visits=visits),
        )
        for notice in notices(pseudonyms(count, start))
    ]


def stream(programme: str, patients: list[Row]) -> bytes:
    lines = [msgspec.json.encode({"notice": n, "outcome": o}) for n, o in patients]
    return b"\n".join([msgspec.json.encode({"programme_id": programme}), *lines])


class Floor:
    """The least that must be done: validate, pseudonymise, seal, digest, write the same rows.

    The log needs a salted hash of each patient's record, every fact a keyed name and a ciphertext.
    The tables are the first version's: what is sealed stands where it stood in clear then.
    """

    def __init__(self, folder: Path) -> None:
        self.book = sqlite3.connect(folder / "floor.sqlite", isolation_level=None)
        self.book.execute("PRAGMA journal_mode=WAL")
        self.book.execute("PRAGMA synchronous=FULL")
        for migration in read_migrations(MIGRATIONS):
            for statement in migration.statements if migration.number in (1, LOG) else ():
                self.book.execute(statement)
        self.number = 0

    async def take_in(self, body: bytes) -> None:
        decode = msgspec.json.Decoder(Line).decode
        hashlib.sha256(body).hexdigest()
        patients, episodes, entries, records = [], [], [], []
        self.book.execute("BEGIN IMMEDIATE")
        submission = os.urandom(16).hex()
        self.book.execute("INSERT INTO submission VALUES (?,?,?,?,?,?)", [submission] * 6)
        for text in body.split(b"\n")[1:]:
            line = decode(text)
            assert line.notice is not None
            assert line.outcome is not None
            self.number += 1
            key, id = os.urandom(32), os.urandom(16).hex()
            name = hmac.digest(b"k" * 32, line.notice.pseudonym.encode(), "sha256").hex()
            sealed = seal(key, b'{"centre_id": "x", "country": "ES"}', id, os.urandom(12))
            patients.append((name, "s", wrap(b"k" * 32, key), 1))
            episodes.append(
                (
                    id,
                    "p",
                    self.number,
                    name,
                    seal(b"k" * 32, b'{"accepted_month":"2027-03"}'.ljust(128), id, os.urandom(12)),
                    "2028",
                    "P",
                    sealed,
                    *[None] * 3,
                    submission,
                )
            )
            salt, digest = os.urandom(32), hashlib.sha256(text).digest()
            hash = hashlib.sha256(salt + digest)
            records.append(
                (submission, self.number, name, hash.hexdigest(), salt.hex(), digest.hex())
            )
            for entry in entries_of(line.outcome):
                fact = hmac.digest(key, f"{id} {entry.kind} {entry.key}".encode(), "sha256").hex()
                value = msgspec.json.encode(entry.value).ljust(FACT_BYTES)
                told = seal(key, value, f"{id} {fact}", os.urandom(12))
                entries.append((id, fact, "", 1, None, told, None, submission))
        self.write("patient", patients)
        self.write("episode", episodes)
        self.write("course_entry", entries)
        self.write("log_record", records)
        self.book.execute("COMMIT")

    def write(self, table: str, rows: list[tuple[Any, ...]]) -> None:
        marks = ",".join("?" * len(rows[0]))
        self.book.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608


async def stream_ratio(folder: Path, most: int = 6, budget: float = 30) -> Spread:
    """How much longer a stream takes than its floor; never fewer than three rounds."""
    floor = Floor(folder)
    async with running_registry(f"sqlite:///{folder}/ours.sqlite", BEGAN) as registry:
        programme = await register(registry.house, BEGAN)
        rounds = []
        for number in rounds_within(budget, most):
            body = stream(programme, rows(EACH, 0xA000 + number * EACH))
            ours = await seconds_of(partial(taken, registry, body))
            rounds.append((ours, await seconds_of(partial(floor.take_in, body))))
    return ratio_of(rounds)


async def taken(registry: Running, body: bytes) -> None:
    answer = await accept_lines(registry.house.intake, io.BytesIO(body), envelope(LATER))
    assert isinstance(answer, Accepted), answer
