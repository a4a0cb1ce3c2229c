"""The same registry again, through intake, database and the project's own publication.

What the simulation publishes in memory must be what the registry publishes: this plays a world
by hand-in and release date, in order of days.
"""

from collections.abc import Iterator
from datetime import date

from running import OPERATOR, Running
from sending import PRODUCT, programme, record, send

from registry.intake.register import enter_directory
from registry.intake.tools import Envelope
from registry.model.course import entries_of, fields_of
from registry.model.endpoint import EndpointResult
from registry.model.parties import Centre, Organisation
from registry.model.programme import CutOff, ProgrammeEvent
from registry.model.registration import CutOffDraft, EndpointResultDraft, StatusDraft
from registry.model.submission import Accepted, EpisodeNotice, EpisodeOutcome
from registry.release.stages import releases_between
from registry.snapshot import Snapshot
from registry.storage.directory import Fact
from tests.attacks.publication import POLICY
from tests.attacks.world import BEGINS, RESPONSE, Patient, Site, Study, World

News = CutOff | ProgrammeEvent | EndpointResult
Act = tuple[date, int, Study | Patient | tuple[Study, News] | None]
"""A day, its place within the day, and what happens: registered, handed in, told, published."""


async def play(running: Running, world: World, years: int) -> tuple[list[Snapshot], dict[str, str]]:
    """Every snapshot of a world, and the ids under which its programmes were registered."""
    await enter(running, world)
    ids: dict[str, str] = {}
    pseudonyms = {patient.id: f"{n:032x}" for n, patient in enumerate(world.patients, start=1)}
    snapshots: list[Snapshot] = []
    end = BEGINS.replace(year=BEGINS.year + years)
    for on, _, act in sorted(acts(world, end), key=lambda act: act[:2]):
        running.clock.today = on
        match act:
            case Study():
                ids[act.programme.id] = await registered(running, act, on)
            case Patient():
                await hand_in(running, act, on, ids[act.programme_id], pseudonyms[act.id])
            case None:
                await running.publish(on)
                assert running.house.shelf.current is not None
                snapshots.append(running.house.shelf.current.snapshot)
            case (study, fact):
                await tell(running, study, fact, on, ids[study.programme.id])
    return snapshots, ids


async def enter(running: Running, world: World) -> None:
    """The sponsors and centres of a world, all of them fictional."""
    sponsors = {study.programme.sponsor_id or "": study for study in world.studies}
    sites = {p.site.id: p.site for p in world.patients}
    sites |= {site.id: site for study in world.studies for site in study.sites}
    facts: tuple[Fact, ...] = (
        *(Organisation(id, f"{id} (fictional)", "ES", synthetic=True) for id in sorted(sponsors)),
        *(centre(site, sorted(sponsors)[0]) for _, site in sorted(sites.items())),
    )
    envelope = Envelope(OPERATOR, running.clock())
    await enter_directory(running.house.intake, facts, envelope, "fictional world")


def centre(site: Site, sponsor: str) -> Centre:
    """A fictional centre at a site."""
    return Centre(site.id, sponsor, f"{site.id} (fictional)", "Tarn", site.country, synthetic=True)


def acts(world: World, end: date) -> Iterator[Act]:
    """Whatever happens on which day; a release date comes last on its day."""
    for study in world.studies:
        yield study.programme.registered_on, 0, study
        for cut in study.cut_offs:
            yield cut.announced_on, 1, (study, cut)
        for event in study.events:
            yield event.on, 1, (study, event)
        for on, result in study.results:
            yield on, 1, (study, result)
    for place, patient in enumerate(world.patients, start=10):
        for on in {patient.registered_on, *(told.on for told in patient.told)}:
            yield on, place, patient
    for on in releases_between(POLICY, BEGINS, end):
        yield on, 10**6, None


async def registered(running: Running, study: Study, on: date) -> str:
    """The id of a programme, with a product of its own."""
    house, facts = running.house, study.programme
    sponsor = facts.sponsor_id or ""
    product = await record(house, PRODUCT, on, sponsor=sponsor)
    draft = programme(
        product,
        title=facts.title,
        centre_ids=facts.centre_ids,
        starts_on=facts.starts_on,
        planned_end=facts.planned_end,
        paediatric=facts.paediatric,
        disease=facts.disease,
        endpoints=tuple(locked.endpoint for locked in facts.endpoints),
    )
    return await record(house, draft, on, sponsor=sponsor)


async def hand_in(
    running: Running, patient: Patient, on: date, programme_id: str, pseudonym: str
) -> None:
    """What is told of a patient on a day: the notice, or what is new since the last telling."""
    notice = EpisodeNotice(
        pseudonym,
        f"{patient.accepted_on:%Y-%m}",
        centre_id=patient.site.id,
        age_band=patient.age_band,
        retrospective=patient.timing == "RETROSPECTIVE",
    )
    notices = [notice] if on == patient.registered_on else []
    before = {
        entry.name for told in patient.told if told.on < on for entry in entries_of(told.course)
    }
    new = [e for e in entries_of(patient.known(on)) if e.name not in before]
    outcomes = [EpisodeOutcome(pseudonym, **fields_of(new))] if new else []
    sponsor = f"sponsor-of-{patient.programme_id}"
    sent = await send(running.house, programme_id, on, notices, outcomes, sponsor=sponsor)
    assert isinstance(sent, Accepted), sent


async def tell(running: Running, study: Study, fact: News, on: date, programme_id: str) -> None:
    """A cut-off, an event, or a result of a programme."""
    draft: CutOffDraft | StatusDraft | EndpointResultDraft
    match fact:
        case CutOff():
            draft = CutOffDraft(programme_id, fact.on)
        case ProgrammeEvent():
            draft = StatusDraft(programme_id, fact.kind, fact.on, fact.reason)
        case EndpointResult():
            assert fact.verdict
            cut_off = date.fromisoformat(fact.cut_off)
            draft = EndpointResultDraft(
                programme_id, RESPONSE.id, fact.verdict, cut_off,
                estimate=fact.estimate, patients=fact.patients,
            )  # fmt: skip
    await record(running.house, draft, on, sponsor=study.programme.sponsor_id or "")
