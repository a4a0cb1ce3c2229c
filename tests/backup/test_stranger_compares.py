"""What a stranger learns from how rows lie in the files, or from two copies of a database.

Which rows a release rewrote would be the members of its groups, whose country, age class and
finer keys stand beside them.
"""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest
from msgspec import structs
from running import Running, running_registry
from sending import envelope, notices, pseudonyms, register, send

from registry.intake.corrections import accept_correction
from registry.model.codes import CorrectionReason, EventClass, Timing, VisitStatus
from registry.model.episode import Administration, AdverseEvent, FollowUpVisit
from registry.model.submission import (
    Accepted,
    CorrectionBatch,
    EpisodeCorrection,
    EpisodeOutcome,
)
from registry.storage.engine import Database
from registry.storage.migrations.sealing_whose import lay_facts_anew
from registry.storage.vault import StoredEpisode, read_episodes

pytestmark = pytest.mark.anyio

BEGAN, MARCH, APRIL = date(2027, 1, 11), date(2027, 3, 10), date(2027, 4, 2)
RELEASE = date(2027, 3, 31)
LAID = {
    "sqlite": "SELECT * FROM {} ORDER BY rowid",
    "postgres": "SELECT *, xmin::text AS by FROM {} ORDER BY ctid",
}
"""The rows of a table as they lie in its file; PostgreSQL keeps which transaction wrote each."""
FACTS_OF = "SELECT * FROM course_entry WHERE episode_id ="


@pytest.fixture
async def registry(empty_url: str) -> AsyncIterator[Running]:
    """In files that nobody wrote to before: where room was freed, rows lie as it comes."""
    async with running_registry(empty_url, BEGAN) as running:
        yield running


async def laid(database: Database, table: str) -> list[dict[str, Any]]:
    """The rows as they lie."""
    return await database.fetch(LAID[database.kind].format(table), ())


async def test_neither_rewritten_rows_nor_their_order_tell_whom_a_release_sealed(
    registry: Running,
) -> None:
    programme = await register(registry.house, BEGAN, starts_on=BEGAN)
    told = notices(pseudonyms(14), "2027-02")
    assert isinstance(await send(registry.house, programme, MARCH, told[:11]), Accepted)
    registry.clock.today = APRIL
    assert isinstance(await send(registry.house, programme, APRIL, told[11:]), Accepted)
    database = registry.house.database
    before = {row["id"]: row["place"] for row in await laid(database, "episode")}
    await registry.house.publish(RELEASE, "board")
    after = await laid(database, "episode")
    sealed = [stored.group_id is not None for stored in await read_episodes(database)]
    assert sealed == [True] * 11 + [False] * 3
    assert [row["id"] for row in after if row["place"] == before[row["id"]]] == []
    if database.kind == "postgres":
        assert len({row["by"] for row in after}) == 1
        assert [row["id"] for row in after] == sorted(before)


def is_late(stored: StoredEpisode) -> bool:
    """Whether a patient is retrospective."""
    return stored.episode.timing is Timing.RETROSPECTIVE


async def test_neither_rewritten_rows_nor_their_order_tell_who_was_marked_late(
    registry: Running,
) -> None:
    """Told of are four whom it knows, one of them late, and one late who comes with it."""
    programme = await register(registry.house, BEGAN, starts_on=BEGAN)
    told, (new, other) = notices(pseudonyms(5), "2027-02"), notices(pseudonyms(2, 0xF1), "2027-02")
    assert isinstance(await send(registry.house, programme, MARCH, told), Accepted)
    database = registry.house.database
    before = {row["id"]: row["place"] for row in await laid(database, "episode")}
    known = await read_episodes(database)
    given = (Administration(1, 21),)
    became = [EpisodeOutcome(n.pseudonym, administrations=given) for n in (*told[:4], new)]
    became[1], became[4] = (structs.replace(became[n], retrospective=True) for n in (1, 4))
    answer = await send(registry.house, programme, APRIL, [new, other], became)
    assert isinstance(answer, Accepted), answer
    now = await read_episodes(database)
    late = [stored.episode.sequence for stored in now if is_late(stored)]
    assert late == [2, 6]
    after = await laid(database, "episode")
    changed = {row["id"] for row in after if before.get(row["id"]) not in (None, row["place"])}
    assert changed == {stored.episode.id for stored in known[:4]}
    if database.kind == "postgres":
        came = [row["id"] for row in after if row["id"] not in changed]
        assert came == [stored.episode.id for stored in now[4:]]
        assert [row["id"] for row in after if row["id"] in changed] == sorted(changed)
        assert len({row["by"] for row in after if row["id"] in changed}) == 1


async def test_a_correction_seals_the_place_of_each_whom_it_concerns(registry: Running) -> None:
    """One of two was late, and its sponsor says so again."""
    programme = await register(registry.house, BEGAN, starts_on=BEGAN)
    patients = pseudonyms(3)
    told = notices(patients, "2027-02")
    told[1] = structs.replace(told[1], accepted_month="2026-11", retrospective=True)
    became = [EpisodeOutcome(patient, 5) for patient in patients]
    assert isinstance(await send(registry.house, programme, MARCH, told, became), Accepted)
    database = registry.house.database
    before = {row["id"]: row["place"] for row in await laid(database, "episode")}
    corrected = [EpisodeOutcome(patients[0], 6), EpisodeOutcome(patients[1], 7, retrospective=True)]
    reason = CorrectionReason.TRANSCRIPTION_ERROR
    batch = CorrectionBatch(programme, tuple(EpisodeCorrection(c, 1, reason) for c in corrected))
    answer = await accept_correction(registry.house.intake, batch, envelope(APRIL))
    assert isinstance(answer, Accepted), answer
    after = {row["id"]: row["place"] for row in await laid(database, "episode")}
    (one, two, other) = await read_episodes(database)
    assert [id for id in before if before[id] == after[id]] == [other.episode.id]
    assert [is_late(one), is_late(two)] == [False, True]


async def test_the_order_of_facts_told_together_does_not_tell_which_is_which(
    registry: Running,
) -> None:
    """Sponsors' words come in one order: milestones, batches, administrations, visits, events."""
    programme = await register(registry.house, BEGAN, starts_on=BEGAN)
    (patient,) = pseudonyms(1)
    visits = tuple(FollowUpVisit(window, VisitStatus.NOT_DUE) for window in (28, 100, 183, 365))
    became = EpisodeOutcome(patient, 5, administrations=(Administration(1, 21),), visits=visits)
    answer = await send(registry.house, programme, MARCH, notices([patient], "2027-02"), [became])
    assert isinstance(answer, Accepted), answer
    names = [row["name"] for row in await laid(registry.house.database, "course_entry")]
    assert len(names) == 6
    assert names == sorted(names)


async def test_facts_sealed_programme_by_programme_lie_as_they_came_after_an_update(
    registry: Running,
) -> None:
    """An update from before migration 13 wrote those of one programme after those of another."""
    house, titles = registry.house, ("One", "Two")
    programmes = [await register(house, BEGAN, starts_on=BEGAN, title=each) for each in titles]
    for day, patient in enumerate(pseudonyms(6)):
        told, became = notices([patient], "2027-02"), [EpisodeOutcome(patient, 5)]
        on = MARCH + timedelta(day)
        answer = await send(house, programmes[day % 2], on, told, became)
        assert isinstance(answer, Accepted), answer
    database = house.database
    came = [row["episode_id"] for row in await laid(database, "course_entry")]
    together = [stored.episode.id for stored in await read_episodes(database)]
    async with database.transaction():
        for id in together:
            await database.run_ddl(f"CREATE TABLE one AS {FACTS_OF} '{id}'")
            await database.run_ddl(f"DELETE FROM course_entry WHERE episode_id = '{id}'")  # noqa: S608
            await database.run_ddl("INSERT INTO course_entry SELECT * FROM one")
            await database.run_ddl("DROP TABLE one")
    assert came != together
    assert [row["episode_id"] for row in await laid(database, "course_entry")] == together
    async with database.transaction():
        await lay_facts_anew(database)
    assert [row["episode_id"] for row in await laid(database, "course_entry")] == came


async def test_the_longest_words_that_are_taken_make_no_row_longer(registry: Running) -> None:
    """Only an event has words of its own, so a longer row would be one."""
    programme = await register(registry.house, BEGAN, starts_on=BEGAN)
    for letters, patient in zip((2, 100, 2_000), pseudonyms(3), strict=True):
        event = AdverseEvent(EventClass.CYTOPENIA, 9, "x" * letters, "CTCAE", "5.0", 4)
        became = EpisodeOutcome(patient, 5, adverse_events=(event,), retrospective=True)
        notice = structs.replace(notices([patient], "2027-02")[0], retrospective=True)
        answer = await send(registry.house, programme, MARCH, [notice], [became])
        assert isinstance(answer, Accepted) == (letters <= 100), answer
    rows = await laid(registry.house.database, "course_entry")
    assert len(rows) == 4
    assert len({len(row["sealed"]) for row in rows}) == 1
