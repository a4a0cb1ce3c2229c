"""Whatever happens between reading ahead and publishing, all is as if it had been read inside."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from corrected import AFTER, PATIENTS, counted, leave, responds
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs
from rotating import rotate
from running import UNIVERSITY, Running
from sending import envelope

from registry.errors import AccountError
from registry.intake.corrections import accept_correction
from registry.intake.records import record_of
from registry.model.codes import EntryKind, WithdrawalScope
from registry.model.submission import CorrectionBatch, EntryName, EpisodeOutcome
from registry.release.publish import Planned, next_snapshot
from registry.release.steps.ahead import read_ahead
from registry.storage.courses import CourseReader
from registry.storage.publication import latest_snapshot
from registry.storage.vault import read_episodes

pytestmark = pytest.mark.anyio
NOON = datetime(AFTER.year, AFTER.month, AFTER.day, 12, tzinfo=UTC)
BACK, VISIT = "taken back", EntryName(EntryKind.VISIT, "100")

Act = tuple[str, int]
"""What is done, and to which patient it is done, or from which patient on."""


async def anew(registry: Running, programme: str, first: int, what: str) -> None:
    """Five patients' visits are told anew, or taken back; what is refused changes nothing."""
    intake, sent = registry.house.intake, envelope(registry.clock.today)
    for patient in (PATIENTS * 2)[first : first + 5]:
        now = await record_of(intake, UNIVERSITY, programme, patient)
        told = responds(patient, what, now.revision if now else 1)
        if what == BACK:
            told = structs.replace(told, outcome=EpisodeOutcome(patient), taken_back=(VISIT,))
        await accept_correction(intake, CorrectionBatch(programme, (told,)), sent)


async def leaving(registry: Running, programme: str, n: int, scope: WithdrawalScope) -> None:
    """A patient withdraws; two days later it is confirmed, unless it was before."""
    today = registry.clock.today
    with suppress(AccountError):
        await leave(registry, programme, PATIENTS[n], scope, today)
    registry.clock.today = today + timedelta(days=2)


async def does(registry: Running, programme: str, act: Act) -> None:
    """One thing that happens."""
    what, n = act
    match what:
        case "PD" | "CMR" | "taken back":
            await anew(registry, programme, n, what)
        case "published":
            await registry.publish(registry.clock.today)
        case "wrapped anew":
            await rotate(registry.house)
        case scope:
            await leaving(registry, programme, n, WithdrawalScope(scope))


WHATS = ("PD", "CMR", BACK, "published", "wrapped anew", *WithdrawalScope)
WAYS = st.lists(
    st.lists(st.tuples(st.sampled_from(WHATS), st.integers(0, 21)), max_size=5),
    min_size=2,
    max_size=5,
)


async def foreseen(registry: Running, reader: CourseReader) -> tuple[str, object]:
    """The digest of what would be published, and what the reader knows; nothing is stored."""
    publisher = registry.house.publisher
    with suppress(Planned):
        async with publisher.database.transaction():
            earlier = await latest_snapshot(publisher.database)
            frozen, _ = await next_snapshot(publisher, reader, earlier, AFTER, NOON)
            everybody = await read_episodes(publisher.database)
            told = await reader.told([each.episode.id for each in everybody])
            raise Planned
    return frozen.digest, {id: sorted(map(repr, versions)) for id, versions in told.items()}


async def test_whatever_happens_meanwhile_is_counted_as_if_all_was_read_inside(
    registry: Running,
) -> None:
    @settings(max_examples=4, suppress_health_check=list(HealthCheck), database=None)
    @given(WAYS)
    def drawn(way: list[list[Act]]) -> None:
        ways.append(way)

    ways: list[list[list[Act]]] = [[[("PD", 0)], [("CMR", 0), (WithdrawalScope.ERASE, 3)]]]
    drawn()
    programme, database = await counted(registry), registry.house.database
    policy, digests = registry.house.publisher.policy, set[str]()
    for between in (acts for way in ways for acts in way):
        reader = await read_ahead(database, policy, AFTER)
        for act in between:
            await does(registry, programme, act)
        ahead = await foreseen(registry, reader)
        assert ahead == await foreseen(registry, CourseReader(database)), between
        digests.add(ahead[0])
    assert len(digests) > 3
