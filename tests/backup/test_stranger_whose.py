"""Nobody without the key sees of which programme, sponsor or country a patient is.

Two registries live the same days, but what goes to one programme in the first goes to the other
in the second. Whatever stands in their databases, in whatever order, must look the same.
"""

import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path

import msgspec
import pytest
from databases import Server
from msgspec import structs
from people import Person, person
from running import (
    OPERATOR,
    OTHER_UNIVERSITY,
    UNIVERSITY,
    Running,
    running_registry,
    sealing_of_tests,
)
from sending import PRODUCT, envelope, infused, notices, programme, pseudonyms, record, send

from registry.access.sessions import Begun
from registry.intake.corrections import accept_correction
from registry.intake.directory_file import LONGEST_ID
from registry.intake.facts import slug
from registry.intake.register import enter_directory
from registry.intake.tools import Envelope
from registry.intake.withdraw import accept_withdrawal, confirm
from registry.log.signatures import SponsorSignature
from registry.model.access import Role
from registry.model.codes import CorrectionReason, Timing, WithdrawalScope
from registry.model.parties import Centre
from registry.model.registration import Recorded
from registry.model.submission import Accepted, CorrectionBatch, EpisodeCorrection, Withdrawal
from registry.storage.engine import Database
from registry.storage.ledger import Act, record_act
from registry.storage.migrations import table_names
from registry.storage.openings import Enclosed, seal_enclosed
from registry.storage.submissions import StoredSubmission, whose
from registry.storage.touches import DUE_READ
from registry.storage.vault import Place, seal_place
from tests.backup.test_stranger import ACTS, PERSONS
from tests.backup.test_stranger_compares import laid

pytestmark = pytest.mark.anyio

BEGAN, SPRING = date(2027, 1, 11), date(2027, 3, 10)
OSTRA = Centre(
    "ostra-hospital", OTHER_UNIVERSITY, "Ostra Hospital (fictional)", "Ostra", "DE", synthetic=True
)
OTHERWISE = {"title": "Another", "centre_ids": (OSTRA.id,)}
SENT = ((0, 3, False), (1, 2, True), (0, 1, False), (1, 1, False), (0, 2, True), (0, 1, False))
"""What is sent day by day: to the one programme or the other, how many patients, retrospective."""
Programmes = Sequence[tuple[str, Person]]
Sent = Sequence[tuple[int, int, bool]]
HEX, SEALED = re.compile(r"\b[0-9a-f]{32,64}\b"), re.compile(r"[A-Za-z0-9+/=]{24,}")


async def registered(registry: Running) -> Programmes:
    """A programme in one country and one in another, each with somebody of its sponsor."""
    house = registry.house
    at = datetime(2027, 1, 11, tzinfo=UTC)
    await enter_directory(house.intake, [OSTRA], Envelope(OPERATOR, at), "another hospital")
    made = []
    for sponsor, changes in ((UNIVERSITY, {}), (OTHER_UNIVERSITY, OTHERWISE)):
        made_of = await record(house, PRODUCT, BEGAN, sponsor=sponsor)
        id = await record(house, programme(made_of, **changes), BEGAN, sponsor=sponsor)
        made.append((id, await person(house, sponsor, Role.SUBMITTER, organisation=sponsor)))
    return made


async def lived(registry: Running, programmes: Programmes, sent: Sent) -> None:
    """Notices, outcomes, a correction, an erasure and a read, to the one programme or the other."""
    house, first = registry.house, 0xA1
    for day, (which, patients, late) in enumerate(sent):
        (id, who), on = programmes[which], SPRING + timedelta(day)
        mine = notices(pseudonyms(patients, first), "2026-11" if late else "2027-03")
        told = [structs.replace(notice, retrospective=late) for notice in mine]
        registry.clock.today = on
        await at_work(registry, who)
        answer = await send(house, id, on, told, sponsor=who.id)
        assert isinstance(answer, Accepted), answer
        first += patients
    (id, who), (patient, other) = programmes[sent[0][0]], pseudonyms(2)
    sponsor = who.id
    registry.clock.today = on = date(2027, 9, 1)
    became = [infused(patient, None), infused(other, None)]
    assert isinstance(await send(house, id, on, outcomes=became, sponsor=sponsor), Accepted)
    reason = CorrectionReason.TRANSCRIPTION_ERROR
    batch = CorrectionBatch(id, (EpisodeCorrection(infused(patient, None, 36), 3, reason),))
    answer = await accept_correction(house.intake, batch, envelope(on, sponsor))
    assert isinstance(answer, Accepted), answer
    await read_and_erased(registry, id, sponsor, patient)


async def at_work(registry: Running, who: Person) -> None:
    """Somebody of a sponsor signs in, and its key is used."""
    at = registry.clock()
    assert isinstance(await registry.house.reception.sign_in(who.typed(at), at), Begun)
    assert "errors" not in (await registry.send("{ me { id } }", who.id)).json()


async def read_and_erased(registry: Running, id: str, sponsor: str, patient: str) -> None:
    """A list of due visits is read, and the patient is withdrawn for ever."""
    house, at = registry.house, registry.clock()
    async with house.database.transaction():
        await record_act(house.database, Act(at, f"key of {sponsor}", DUE_READ, id, ""))
    wish = Withdrawal(id, patient, WithdrawalScope.ERASE)
    asked = await accept_withdrawal(house.intake, wish, envelope(date(2027, 9, 1), sponsor))
    assert isinstance(asked, Recorded)
    await confirm(house.intake, asked.id, at, "curator")


async def seen(database: Database) -> dict[str, list[str]]:
    """Every table, its rows as they lie: ciphertexts by length, random ids by first appearance."""
    ids: dict[str, int] = {}
    return {
        name: [blurred(row, ids) for row in await laid(database, name)]
        for name in await table_names(database)
    }


def blurred(row: dict[str, object], ids: dict[str, int]) -> str:
    """A row as text, without which transaction wrote it."""
    told = str({name: value for name, value in row.items() if name != "by"})
    numbered = HEX.sub(lambda id: f"#{ids.setdefault(id[0], len(ids))}", told)
    return SEALED.sub(lambda sealed: f"<{len(sealed[0])}>", numbered)


@pytest.fixture
def urls(
    request: pytest.FixtureRequest, database_url: str, tmp_path: Path
) -> Iterator[Iterator[str]]:
    """Databases nobody wrote to, of the kind of this test's."""
    if database_url.startswith("sqlite"):
        yield (f"sqlite:///{tmp_path}/{number}.sqlite" for number in range(3))
        return
    server: Server = request.getfixturevalue("postgres")
    with server.empty() as one, server.empty() as two, server.empty() as three:
        yield iter([one, two, three])


@asynccontextmanager
async def life(url: str, sent: Sent) -> AsyncIterator[Database]:
    """The database of a registry in which this was sent."""
    async with running_registry(url, BEGAN) as registry:
        await lived(registry, await registered(registry), sent)
        yield registry.house.database


async def test_a_database_looks_the_same_whichever_programme_and_timing_its_patients_have(
    urls: Iterator[str],
) -> None:
    swapped = [(1 - which, patients, not late) for which, patients, late in SENT]
    more = [*SENT[:-1], (0, 2, False)]
    looks = []
    for sent in (SENT, swapped, more):
        async with life(next(urls), sent) as database:
            looks.append(await seen(database))
    assert len(looks[0]["episode"]) == 10
    assert looks[0] == looks[1]
    assert looks[0] != looks[2], "one patient more is seen, so something is compared"


async def test_no_row_of_a_patient_or_an_act_names_programme_sponsor_or_sender(
    urls: Iterator[str],
) -> None:
    async with life(next(urls), SENT) as database:
        for name in PERSONS | ACTS | {"person_session", "last_use"}:
            rows = str(await database.fetch(f"SELECT * FROM {name}", ()))  # noqa: S608
            assert len(rows) > 200 or name in {"earlier_notice", "link_token"}
            for told in ("tarn", "ostra", "key-1", "key of", "curator", "operator"):
                assert told not in rows, (name, told)


def test_the_longest_names_that_are_taken_make_no_row_longer() -> None:
    """Ids of programmes are made of a title and a random tail, those of sponsors are entered."""
    sealing, day = sealing_of_tests(), date(2027, 1, 1)
    sponsors, programmes = ("o", "o" * LONGEST_ID), (slug("p", "a" * 8), slug("p" * 90, "a" * 8))
    signature = SponsorSignature(bytes(32), bytes(32), bytes(64))
    signatures = None, msgspec.json.encode(signature).decode()
    rows = set()
    for sponsor, programme_id, signed in product(sponsors, programmes, signatures):
        sent = StoredSubmission("s", sponsor, "k" * 64, "", programme_id, "", signature=signed)
        opening = seal_enclosed(sealing, "s", Enclosed(sponsor, programme_id, "0" * 64))
        for timing, group_id in product(Timing, (None, "g" * 32)):
            place = Place(programme_id, 99_999, day, timing, "2027-01", group_id)
            lengths = whose(sealing, sent)["sealed"], opening, seal_place(sealing, "e", place)
            rows.add(tuple(map(len, lengths)))
    assert len(rows) == 1
