"""The simulated years as steps in date order: what each sponsor sends, and when.

Every month on the 25th a sponsor sends the notices of new patients and what is new of the others.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from msgspec import Struct, structs

from registry.model.codes import ApprovalEventKind, ProgrammeEventKind, Route
from registry.model.codes import Scenario as LegalScenario
from registry.model.diseases import DISEASES
from registry.model.episode import (
    Administration,
    AdverseEvent,
    Batch,
    FollowUpVisit,
    NotInfused,
)
from registry.model.product import ApprovalEvent
from registry.model.registration import (
    ApprovalDraft,
    Draft,
    EndpointResultDraft,
    OfferDraft,
    ProgrammeDraft,
    StatusDraft,
)
from registry.model.submission import EpisodeNotice, EpisodeOutcome, SubmissionBatch
from seeds.cohort import Patient, patient
from seeds.follow_up import Collected, News, NoneObserved
from seeds.scenarios import PRODUCTS, SCENARIOS, Scenario
from seeds.transparency import AFTER_MONTHS, advice, costs, is_makers, reports_costs
from seeds.world import World

MONTHLY_DAY = 25
REPORTED_AFTER_MONTHS = 9

# The register gave NCT00000102 first: a number below it belongs to no trial.
UNASSIGNED = "NCT00000001"


class Step(Struct, frozen=True):
    """Something a sponsor sends on a day. `names` remembers the id the registry answers.

    Ids inside drafts and batches that stand in braces, such as {tarnleucel}, are replaced by what
    the registry answered to the step of that name.
    """

    on: date
    sponsor: int
    sent: Draft | SubmissionBatch
    names: str | None = None


def timeline(world: World, seed: int, starts: date, years: int) -> Iterator[Step]:
    """Every step of the simulation, in date order; the same for the same seed."""
    months = years * 12
    steps = [
        step
        for number, scenario in enumerate(SCENARIOS)
        for step in of_scenario(world, scenario, starts, months, Random(seed + number))
    ]
    known: set[str] = set()
    for step in sorted(steps, key=lambda step: step.on):
        if step.names not in known:
            yield step
        known |= {step.names} if step.names else set()


def month_of(starts: date, month: int, day: int = 1) -> date:
    """A day of the month that lies `month` months after the start."""
    year, index = divmod(starts.year * 12 + starts.month - 1 + month, 12)
    return date(year, index + 1, day)


def of_scenario(
    world: World, scenario: Scenario, starts: date, months: int, chance: Random
) -> Iterator[Step]:
    """Registration, monthly reports, end and verdict of one programme."""
    opens = month_of(starts, scenario.opens, 3)
    product = f"{{{scenario.product}}}"
    yield Step(opens, scenario.sponsor, PRODUCTS[scenario.product], scenario.product)
    if scenario.route is Route.HOSPITAL_EXEMPTION:
        recorded = month_of(starts, scenario.renewed or scenario.opens, 3)
        for country in scenario.countries:
            approval = approval_of(world, scenario, product, country, opens, recorded)
            yield Step(recorded, scenario.sponsor, approval)
    programme = programme_of(world, scenario, product, starts, opens)
    yield Step(opens, scenario.sponsor, programme, scenario.key)
    if is_makers(scenario):
        yield Step(opens, scenario.sponsor, advice(scenario, opens.year))
    yield from money(scenario, starts, months)
    yield from reports(world, scenario, starts, months, chance)
    yield from ending(scenario, starts, months)


def approval_of(
    world: World, scenario: Scenario, product: str, country: str, opens: date, recorded: date
) -> ApprovalDraft:
    """A national approval with its history, and what the hospitals of its country offer."""
    granted = ApprovalEvent(ApprovalEventKind.GRANTED, opens.isoformat()[:7])
    renewed = ApprovalEvent(ApprovalEventKind.RENEWED, recorded.isoformat()[:7])
    return ApprovalDraft(
        product_id=product,
        authority_id=f"fictional-authority-{country.lower()}",
        disease=scenario.disease,
        local_id=f"HE-{scenario.key}-{country.lower()}",
        scenario=LegalScenario.NO_PROSPECT_OF_MARKETING,
        events=(granted, renewed) if scenario.renewed else (granted,),
        valid_from=opens,
        quality_considered=True,
        safety_considered=True,
        efficacy_considered=True,
        offers=tuple(
            OfferDraft(
                centre_id=centre_id,
                confirmed_on=recorded,
                accepting_referrals=number % 3 != 2,
                treats_adults=scenario.minors < 1,
                treats_children=scenario.minors > 0,
            )
            for number, centre_id in enumerate(world.centres_in(country))
        ),
    )


def programme_of(
    world: World, scenario: Scenario, product: str, starts: date, opens: date
) -> ProgrammeDraft:
    """The programme as its sponsor declares it before the first patient."""
    name = PRODUCTS[scenario.product].name.removesuffix(" (fictional)")
    route = scenario.route.value.replace("_", " ").lower()
    blinded = scenario.blinded_months and month_of(starts, scenario.opens + scenario.blinded_months)
    return ProgrammeDraft(
        product_id=product,
        title=f"{name}: {DISEASES[scenario.disease].label}, {route} (fictional)",
        disease=scenario.disease,
        route=scenario.route,
        centre_ids=world.centres_in(*scenario.countries),
        planned_patients=max(10, scenario.patients),
        starts_on=opens,
        planned_end=month_of(starts, scenario.opens + scenario.accrual + 24),
        endpoints=(scenario.endpoint,),
        identifiers=(UNASSIGNED,) if blinded else (),
        blinded_until=blinded or None,
        paediatric=scenario.minors == 1,
    )


def money(scenario: Scenario, starts: date, months: int) -> Iterator[Step]:
    """The costs of the first year, told in the second, while the sponsor speaks."""
    if reports_costs(scenario, months):
        on = month_of(starts, scenario.opens + AFTER_MONTHS, 3)
        for cost in costs(scenario, on.year - 1):
            yield Step(on, scenario.sponsor, cost)


def patients_of(
    world: World, scenario: Scenario, starts: date, chance: Random
) -> Iterator[tuple[Patient, bool]]:
    """The patients, each with whether the sponsor tells of it only afterwards."""
    centres = world.centres_in(*scenario.countries)
    first = month_of(starts, scenario.opens, MONTHLY_DAY + 1)
    for number in range(scenario.patients):
        share = (number + chance.random()) / scenario.patients
        day = first + timedelta(days=int(share * scenario.accrual * 30.4))
        yield patient(scenario, day, chance.choice(centres), chance), False
    for _ in range(scenario.retrospective):
        day = first - timedelta(days=chance.randint(130, 700))
        yield patient(scenario, day, chance.choice(centres), chance), True


def reports(
    world: World, scenario: Scenario, starts: date, months: int, chance: Random
) -> Iterator[Step]:
    """One batch a month while there is news and the sponsor speaks."""
    patients = list(patients_of(world, scenario, starts, chance))
    last = scenario.silent_from or months
    before = date.min
    for month in range(scenario.opens, min(last, months)):
        on = month_of(starts, month, MONTHLY_DAY)
        new = [(p, late) for p, late in patients if before < p.accepted_on <= on]
        told = [
            outcome_of(p, late, before, on)
            for p, late in patients
            if p.accepted_on <= on and any(before < item.known_on <= on for item in p.told)
        ]
        if new or told:
            notices = tuple(notice_of(p, late) for p, late in new)
            batch = SubmissionBatch(f"{{{scenario.key}}}", notices, tuple(told))
            yield Step(on, scenario.sponsor, batch)
        before = on


def notice_of(patient: Patient, late: bool) -> EpisodeNotice:
    """The notice of acceptance."""
    month = patient.accepted_on.isoformat()[:7]
    return EpisodeNotice(
        patient.pseudonym,
        month,
        patient.centre_id,
        patient.age_band,
        patient.sex,
        retrospective=late,
    )


def outcome_of(patient: Patient, late: bool, after: date, up_to: date) -> EpisodeOutcome:
    """What became known of a patient since the last report."""
    news = [item.news for item in patient.told if after < item.known_on <= up_to]
    outcome = EpisodeOutcome(patient.pseudonym, retrospective=late)
    for item in news:
        outcome = with_news(outcome, item)
    return outcome


def with_news(outcome: EpisodeOutcome, news: News) -> EpisodeOutcome:
    """The outcome with one more piece of news."""
    match news:
        case Collected(day):
            return structs.replace(outcome, collected_day=day)
        case NoneObserved(day):
            return structs.replace(outcome, none_observed_to_day=day)
        case Batch():
            return structs.replace(outcome, batches=(*outcome.batches, news))
        case Administration():
            return structs.replace(outcome, administrations=(*outcome.administrations, news))
        case NotInfused():
            return structs.replace(outcome, not_infused=news)
        case FollowUpVisit():
            return structs.replace(outcome, visits=(*outcome.visits, news))
        case AdverseEvent():
            return structs.replace(outcome, adverse_events=(*outcome.adverse_events, news))


def ending(scenario: Scenario, starts: date, months: int) -> Iterator[Step]:
    """The end or stop, and later the verdict, if the sponsor reports one."""
    if scenario.closes is None:
        return
    closed = month_of(starts, scenario.closes, MONTHLY_DAY + 1)
    programme = f"{{{scenario.key}}}"
    kind = ProgrammeEventKind.STOPPED if scenario.stop else ProgrammeEventKind.ENDED
    yield Step(closed, scenario.sponsor, StatusDraft(programme, kind, closed, scenario.stop))
    reported = month_of(starts, scenario.closes + REPORTED_AFTER_MONTHS, MONTHLY_DAY + 1)
    if scenario.verdict is not None and scenario.closes + REPORTED_AFTER_MONTHS < months:
        result = EndpointResultDraft(programme, scenario.endpoint.id, scenario.verdict, reported)
        yield Step(reported, scenario.sponsor, result)
