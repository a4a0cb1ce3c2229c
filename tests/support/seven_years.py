"""Programmes of every fate, played over seven years through the real intake and publication."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from msgspec import structs
from running import Running
from sending import PRODUCT, RESPONSE, infused, notices, programme, pseudonyms, record, send

from registry.model.codes import (
    DeathCause,
    EventClass,
    HoldReason,
    ProgrammeEventKind,
    StopReason,
    Verdict,
)
from registry.model.episode import Administration, AdverseEvent
from registry.model.registration import EndpointResultDraft, HoldDraft, StatusDraft
from registry.model.submission import Accepted, EpisodeOutcome
from registry.release.stages import load_policy, releases_between
from registry.snapshot import FrozenSnapshot

BEGAN, LAST = date(2027, 1, 11), date(2034, 3, 31)
ACCEPTED, TREATED = date(2027, 3, 10), date(2027, 8, 2)
ENDED, HELD, REPORTED = date(2028, 2, 1), date(2028, 5, 2), date(2028, 6, 1)
ACCEPTED_LATER, TREATED_LATER = date(2028, 4, 10), date(2028, 10, 2)
NOTICE_DAYS = (date(2027, 8, 15), date(2027, 9, 15))


@dataclass(frozen=True)
class Fate:
    """A programme and what becomes of it; `successes` of its patients respond, `deaths` die.

    `later` are accepted a year after the others, and all respond.
    """

    name: str
    patients: int = 22
    successes: int = 15
    deaths: int = 0
    later: int = 0
    verdict: Verdict | None = None
    end: ProgrammeEventKind | None = None
    planned_end: date = date(2030, 2, 1)
    held: bool = False
    retrospective: bool = False
    reports_visits: bool = True
    product: str = ""


MET, NOT_MET = Verdict.MET, Verdict.NOT_MET
END, STOP = ProgrammeEventKind.ENDED, ProgrammeEventKind.STOPPED
LONG = date(2033, 2, 1)
FATES = (
    Fate("met its goal", verdict=MET, end=END),
    Fate("failed", successes=3, verdict=NOT_MET, end=END),
    Fate("half died", successes=3, deaths=11, verdict=NOT_MET, end=END),
    Fate("stopped", successes=3, verdict=Verdict.STOPPED_FUTILITY, end=STOP),
    Fate("fell silent", reports_visits=False, planned_end=LONG),
    Fate("whole", planned_end=LONG),
    Fate("split, first half", patients=11, successes=8, planned_end=LONG, product="split"),
    Fate("split, second half", patients=11, successes=7, planned_end=LONG, product="split"),
    Fate("held", later=11, planned_end=LONG, held=True),
    Fate("looked back", retrospective=True, end=END, verdict=MET),
    Fate("six patients and no end", patients=6, successes=4, planned_end=date(2029, 2, 1)),
    Fate("four patients, met its goal", patients=4, successes=3, verdict=MET, end=END),
    Fate("four patients, failed", patients=4, successes=0, verdict=NOT_MET, end=END),
    Fate("three patients, failed", patients=3, successes=1, verdict=NOT_MET, end=END),
)

Step = tuple[date, Callable[[], Awaitable[object]]]


@dataclass
class Played:
    """What was public after every publication; `names` of programmes, `products` by fate."""

    snapshots: list[FrozenSnapshot] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    products: dict[str, str] = field(default_factory=dict)

    def id_of(self, name: str) -> str:
        """The id of a fate's programme."""
        return next(id for id, known in self.names.items() if known == name)


async def seven_years(running: Running, fates: Sequence[Fate] = FATES) -> Played:
    """Every fate from registration on, with all release dates and two days of notices published."""
    played = Played()
    work = [step for n, fate in enumerate(fates) for step in steps(running, played, fate, n)]
    days = [*NOTICE_DAYS, *releases_between(load_policy(), BEGAN, LAST)]
    work += [(day, partial(publish, running, played, day)) for day in days]
    for day, step in sorted(work, key=lambda step: step[0]):
        running.clock.today = day
        await step()
    return played


async def publish(running: Running, played: Played, day: date) -> None:
    await running.publish(day)
    assert running.house.shelf.current is not None
    played.snapshots.append(running.house.shelf.current)


def steps(running: Running, played: Played, fate: Fate, place: int) -> Iterator[Step]:
    """What happens to a fate's programme, and when."""
    patients = pseudonyms(fate.patients, start=0x100 * (place + 1))
    yield BEGAN, partial(register, running, played, fate)
    yield ACCEPTED, partial(accept, running, played, fate, patients)
    if fate.reports_visits:
        yield TREATED, partial(treat, running, played, fate, patients)
    if fate.later:
        more = pseudonyms(fate.later, start=0x100 * (place + 1) + 0x80)
        yield ACCEPTED_LATER, partial(accept, running, played, fate, more, ACCEPTED_LATER)
        yield TREATED_LATER, partial(treat, running, played, fate, more, TREATED_LATER)
    if fate.end is not None:
        yield ENDED, partial(end, running, played, fate)
    if fate.held:
        yield HELD, partial(hold, running, played, fate)
    if fate.verdict is not None:
        yield REPORTED, partial(report, running, played, fate)


async def register(running: Running, played: Played, fate: Fate) -> None:
    title = fate.name.replace(" patients", "")  # a public text counts nobody
    name = fate.product or title
    if name not in played.products:
        draft = structs.replace(PRODUCT, name=f"Tarnleucel, {name}")
        played.products[name] = await record(running.house, draft, BEGAN)
    study = programme(played.products[name], title=title, planned_end=fate.planned_end)
    played.names[await record(running.house, study, BEGAN)] = fate.name


async def accept(
    running: Running, played: Played, fate: Fate, patients: list[str], on: date = ACCEPTED
) -> None:
    month = "2026-11" if fate.retrospective else f"{on:%Y-%m}"
    told = [
        structs.replace(notice, retrospective=fate.retrospective)
        for notice in notices(patients, month)
    ]
    done = await send(running.house, played.id_of(fate.name), on, told)
    assert isinstance(done, Accepted), done


async def treat(
    running: Running, played: Played, fate: Fate, patients: list[str], on: date = TREATED
) -> None:
    """The first ones respond, the last ones die on day 60, the others do not respond."""
    dying = set(patients[len(patients) - fate.deaths :])
    responding = set(patients[: fate.successes])
    told = [
        died(patient) if patient in dying else responded(patient, patient in responding)
        for patient in patients
    ]
    done = await send(running.house, played.id_of(fate.name), on, outcomes=told)
    assert isinstance(done, Accepted), done


def responded(patient: str, success: bool) -> EpisodeOutcome:
    return infused(patient, "CMR" if success else "PD", day=20)


def died(patient: str) -> EpisodeOutcome:
    """Infused on day 20, dead on day 60 of something else than the treated disease."""
    death = AdverseEvent(EventClass.DEATH, 60, cause=DeathCause.OTHER)
    given = (Administration(1, 20),)
    return EpisodeOutcome(patient, administrations=given, adverse_events=(death,))


async def end(running: Running, played: Played, fate: Fate) -> None:
    assert fate.end is not None
    reason = StopReason.FUTILITY if fate.end is STOP else None
    draft = StatusDraft(played.id_of(fate.name), fate.end, ENDED, reason)
    await record(running.house, draft, ENDED)


async def hold(running: Running, played: Played, fate: Fate) -> None:
    draft = HoldDraft(played.id_of(fate.name), HoldReason.DATA_BEING_CHECKED, 12)
    await record(running.house, draft, HELD)


async def report(running: Running, played: Played, fate: Fate) -> None:
    assert fate.verdict is not None
    draft = EndpointResultDraft(played.id_of(fate.name), RESPONSE.id, fate.verdict, REPORTED)
    await record(running.house, draft, REPORTED)
