"""Programmes with a history, and what a preview of them says beside what is published."""

from datetime import date
from typing import Any

from msgspec import structs
from running import UNIVERSITY, Running
from sending import PRODUCT, infused, notices, programme, pseudonyms, record, register, send

from anonymise.tokens import link_tokens
from registry.model.codes import AgeBand, PersonDecision, ProgrammeEventKind, StopReason
from registry.model.preview import Preview
from registry.model.registration import StatusDraft
from registry.model.sealed import SealedGroup, contents_of
from registry.model.submission import Accepted, EpisodeNotice, LinkTokens
from registry.release.preview import preview
from registry.snapshot import Snapshot

BEGAN, MARCH, SUMMER = date(2027, 1, 11), date(2027, 3, 10), date(2027, 8, 1)
SPRING = date(2027, 3, 31)
DAYS = [date(2027 + n // 2, *((9, 30) if n % 2 else (3, 31))) for n in range(9)]
FAR = date(2042, 3, 10)
SAME = PersonDecision.SAME
KEPT = {"id", "formed_on", "open", "opened_on", "funnel_open", "funnel_opens_on"}


async def ask(
    registry: Running, programme_id: str, as_of: date, sponsor: str = UNIVERSITY
) -> Preview | None:
    """What the sponsor is told on the day the clock shows."""
    today = registry.clock.today
    return await preview(registry.house.previewer, sponsor, programme_id, as_of, today)


async def told(registry: Running, programme_id: str, as_of: date) -> Preview:
    found = await ask(registry, programme_id, as_of)
    assert found is not None
    return found


def linked(pseudonym: str) -> EpisodeNotice:
    """A notice of Xanthippe."""
    born = date(1980, 3, 4)
    tokens = link_tokens(b"c" * 32, "Quillfeather", "Xanthippe", born, pseudonym)
    (notice,) = notices([pseudonym])
    return structs.replace(notice, link_tokens=LinkTokens(*tokens))


async def accept(registry: Running, programme_id: str, on: date, many: list[EpisodeNotice]) -> None:
    assert isinstance(await send(registry.house, programme_id, on, many), Accepted)
    registry.clock.today = on


def beside_endpoints(group: SealedGroup) -> list[str]:
    """What is public of a group beside its funnel and its endpoints."""
    return [c for c in contents_of(group) if not c.startswith(("funnel", "endpoint/"))]


def shown(snapshot: Snapshot, programme_id: str) -> dict[str, Any]:
    """Of a snapshot, what a preview of the programme would have to say."""
    (public,) = [p for p in snapshot.programmes if p.programme.id == programme_id]
    return {
        "released_on": snapshot.released_on,
        "next_release": snapshot.next_release,
        "stages": [
            (d.stage, d.open, d.opened_on, None if d.open else d.latest_on, d.explanation)
            for d in public.decisions
        ],
        "groups": [
            {
                "id": group.id,
                "formed_on": group.formed_on,
                "open": group.accepted is not None,
                "opened_on": group.opened_on,
                "funnel_open": group.funnel is not None,
                "funnel_opens_on": group.funnel_opens_on,
                "accepted": group.accepted,
                "endpoints": [counts.endpoint_id for counts in group.endpoints],
                "contents": sorted(beside_endpoints(group)),
            }
            for group in snapshot.groups
            if group.programme_id == programme_id
        ],
    }


def foretold(said: Preview) -> dict[str, Any]:
    """The same of a preview; how many patients a forming group holds is not public."""
    assert said.groups is not None
    return {
        "released_on": said.released_on,
        "next_release": said.next_release,
        "stages": [(s.stage, s.open, s.opened_on, s.opens_on, s.reason) for s in said.stages],
        "groups": [
            {name: getattr(group, name) for name in KEPT}
            | {
                "accepted": group.accepted if group.open else None,
                "endpoints": [e.endpoint_id for e in group.endpoints if e.open],
                "contents": sorted(c.content for c in group.contents if c.open),
            }
            for group in said.groups
        ],
    }


async def stopped(registry: Running) -> str:
    """Twenty-two patients at once, then a stop."""
    id = await register(registry.house, BEGAN)
    await accept(registry, id, MARCH, notices(pseudonyms(22)))
    kind, reason = ProgrammeEventKind.STOPPED, StopReason.FUTILITY
    await record(registry.house, StatusDraft(id, kind, MARCH, reason), MARCH)
    return id


async def waves(registry: Running) -> str:
    """Adults and minors in waves, beside a smaller programme of the same product and sponsor."""
    product = await record(registry.house, PRODUCT, BEGAN)
    ids = [
        await record(registry.house, programme(product, title=title, longest_wait_days=90), BEGAN)
        for title in ("Larger", "Smaller")
    ]
    minors = [structs.replace(n, age_band=AgeBand.CHILD) for n in notices(pseudonyms(12, 0xB00))]
    await accept(registry, ids[0], date(2027, 2, 10), notices(pseudonyms(12), "2027-02"))
    await accept(registry, ids[1], date(2027, 3, 5), notices(pseudonyms(13, 0xD00), "2027-02"))
    await accept(registry, ids[0], MARCH, minors)
    return ids[0]


async def few(registry: Running) -> str:
    """Ten patients, who never make a group."""
    id = await register(registry.house, BEGAN)
    await accept(registry, id, MARCH, notices(pseudonyms(10)))
    return id


async def alone(registry: Running) -> str:
    """Twelve patients, too few for interim efficacy as soon as their group opens."""
    id = await register(registry.house, BEGAN)
    await accept(registry, id, MARCH, notices(pseudonyms(12)))
    return id


async def followed(registry: Running) -> str:
    """The same twelve with visits answered in summer, so that nothing opens for silence."""
    id = await alone(registry)
    news = [infused(patient, "CMR") for patient in pseudonyms(12)]
    assert isinstance(await send(registry.house, id, SUMMER, outcomes=news), Accepted)
    registry.clock.today = SUMMER
    return id
