"""A registry to put under load: programmes with patients of two years, and a snapshot a year old.

Its days are counted back from today, because a server has the system's clock: a publish of today
then has a whole year to seal, to open and to count.
"""

import io
from datetime import date, timedelta
from pathlib import Path

import msgspec
from msgspec import Struct, structs
from running import LOG_KEY, ROOT_KEY, UNIVERSITY, Running, running_registry
from sending import envelope, notices, pseudonyms, register

from registry.access.because import Because
from registry.access.keys import Terms
from registry.intake.bulk import accept_lines
from registry.key_files import log_key_at, root_key_at
from registry.model.codes import VisitStatus
from registry.model.episode import Administration, FollowUpVisit, Response
from registry.model.submission import Accepted, EpisodeNotice, EpisodeOutcome
from registry.release.stages import load_policy, release_on_or_before
from registry.settings import system_random

FIRST_PATIENT = 0xA0000
SEEN = (28, 100, 183, 365)


class World(Struct, frozen=True):
    """An installation: what its commands need in their environment, its programmes, their keys."""

    environment: dict[str, str]
    programmes: list[str]
    keys: list[str]


async def world_in(
    folder: Path, database_url: str, today: date, programmes: int, patients: int
) -> World:
    """A filled registry, `patients` in each of its programmes; its keys lie in the folder."""
    began = today - timedelta(days=4 * 365)
    environment = {
        "REGISTRY_DATABASE_URL": database_url,
        "REGISTRY_ROOT_KEY_FILE": str(folder / "root.key"),
        "REGISTRY_LOG_KEY_FILE": str(folder / "log.key"),
    }
    root_key_at(folder / "root.key").create(lambda _: ROOT_KEY)
    log_key_at(folder / "log.key").create(lambda _: LOG_KEY)
    async with running_registry(database_url, began) as registry:
        ids = [await registered(registry, began, number) for number in range(programmes)]
        told_on = began + timedelta(days=2 * 365)
        registry.clock.today = told_on
        for number, id in enumerate(ids):
            start = FIRST_PATIENT + number * patients
            await told(registry, id, told_on, rows(patients, start, began))
        policy = load_policy()
        first = release_on_or_before(policy, today - timedelta(days=365))
        await registry.publish(release_on_or_before(policy, first - timedelta(days=1)))
        await registry.publish(first)
        registry.clock.today = today
        return World(environment, ids, [await key_of(registry) for _ in ids])


async def registered(registry: Running, began: date, number: int) -> str:
    """A programme with a product of its own."""
    return await register(
        registry.house,
        began,
        title=f"Study {number} under load",
        starts_on=began,
        planned_end=began + timedelta(days=8 * 365),
        longest_wait_days=90,
    )


def rows(count: int, start: int, began: date) -> list[tuple[EpisodeNotice, EpisodeOutcome]]:
    """Patients accepted two months after the beginning, infused, and seen for a year."""
    month = f"{began + timedelta(days=62):%Y-%m}"
    return [
        (structs.replace(notice, retrospective=True), outcome(notice.pseudonym, number))
        for number, notice in enumerate(notices(pseudonyms(count, start), month))
    ]


def outcome(pseudonym: str, number: int) -> EpisodeOutcome:
    """What became of a patient; a third of them responded."""
    seen = Response("LUGANO", ("CMR", "PMR", "PD")[number % 3])
    return EpisodeOutcome(
        pseudonym,
        administrations=(Administration(1, 35),),
        visits=tuple(FollowUpVisit(w, VisitStatus.DONE, 35 + w, seen) for w in SEEN),
        none_observed_to_day=400,
    )


def lines(programme: str, patients: list[tuple[EpisodeNotice, EpisodeOutcome]]) -> bytes:
    """A submission as a stream."""
    each = [msgspec.json.encode({"notice": n, "outcome": o}) for n, o in patients]
    return b"\n".join([msgspec.json.encode({"programme_id": programme}), *each])


async def told(
    registry: Running,
    programme: str,
    on: date,
    patients: list[tuple[EpisodeNotice, EpisodeOutcome]],
) -> None:
    """A stream that must be taken in."""
    body = io.BytesIO(lines(programme, patients))
    answer = await accept_lines(registry.house.intake, body, envelope(on))
    assert isinstance(answer, Accepted), answer


async def key_of(registry: Running) -> str:
    """A key of the sponsor, issued today."""
    because = Because("operator", registry.clock())
    issued = await registry.house.doorkeeper.issue(Terms(UNIVERSITY), because, system_random)
    return issued.token
