"""Who is accepted where and when: programmes of 3 to 500 patients, drawn with a fixed seed."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

import numpy as np
from msgspec import structs
from numpy.random import Generator

from registry.model.codes import AgeBand, ProgrammeEventKind, Route, StopReason, Timing
from registry.model.endpoint import lock
from registry.model.product import Product
from registry.model.programme import CutOff, Programme, ProgrammeEvent
from tests.attacks.world import (
    BEGINS,
    CLASSES,
    COUNTRIES,
    DISEASES,
    FUNCTION,
    LONGEST_WAIT,
    RESPONSE,
    SURVIVAL,
    YEARS,
    Patient,
    Site,
    Study,
    World,
)

SMALLEST, LARGEST = 3, 500
SUCCESS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
ENDS = (ProgrammeEventKind.ENDED, ProgrammeEventKind.STOPPED, ProgrammeEventKind.ACCEPTANCE_CLOSED)
LIKELY = (0.55, 0.15, 0.1, 0.2)
"""Ended as planned, stopped, closed to acceptance, nothing said."""
RETROSPECTIVE, AGAIN, FOUND_LATE, AGE_UNKNOWN = 0.08, 0.02, 0.01, 0.02
REGISTRATION_DAYS, REVIEWED = 90, 0.2
ADULTS, MINORS = (AgeBand.ADULT, AgeBand.OLDER_ADULT), (AgeBand.CHILD, AgeBand.ADOLESCENT)


def draw_world(seed: int, programmes: int = 10, largest: int = LARGEST) -> World:
    """The registry of a seed, before anything is told of its patients."""
    chance = np.random.default_rng(seed)
    products = tuple(product(number, chance) for number in range(max(1, programmes // 2)))
    studies = tuple(study(number, products, largest, chance) for number in range(programmes))
    drawn = sorted(
        (patient for one in studies for patient in accepted(one, chance)),
        key=lambda patient: (patient.registered_on, patient.id),
    )
    return World(seed, products, studies, tuple(seen_again(drawn, chance)))


def product(number: int, chance: Generator) -> Product:
    """A fictional product of one of three kinds."""
    kind, origin, vector = CLASSES[chance.integers(len(CLASSES))]
    name = f"product-{number}"
    return Product(name, name, "fictional cells", kind, origin, vector, synthetic=True)


def study(number: int, products: Sequence[Product], largest: int, chance: Generator) -> Study:
    """A programme with its size, its span, its centres and its end."""
    size = round(SMALLEST * (largest / SMALLEST) ** chance.random())
    years = chance.uniform(1.5, min(7.0, YEARS))
    begins = BEGINS + timedelta(days=int(chance.uniform(0, 365.25 * (YEARS - years))))
    planned = begins + timedelta(days=int(365.25 * years))
    event = ending(begins, planned, chance)
    named = products[int(chance.integers(len(products)))]
    success = float(SUCCESS[chance.integers(len(SUCCESS))])
    until = min(event.on, planned) if event else planned
    where = sites(number, chance)
    return Study(
        registered(number, named, where, begins, planned, chance),
        where,
        success,
        infused=float(chance.uniform(0.4, 0.95)),
        accepts_until=until,
        size=size,
        events=(event,) if event else (),
        cut_offs=cut_offs(begins, until, chance),
        reviewed_on=review(until, chance),
    )


def registered(
    number: int,
    named: Product,
    where: Sequence[Site],
    begins: date,
    planned: date,
    chance: Generator,
) -> Programme:
    """The programme as it is registered, a month before it begins."""
    endpoints = (RESPONSE, SURVIVAL, FUNCTION)[: 3 if chance.random() < 0.3 else 2]
    on = begins - timedelta(days=30)
    return Programme(
        id=f"p{number:02}",
        product_id=named.id,
        sponsor_id=f"sponsor-{int(min(chance.geometric(0.45), 5))}",
        title=f"Fictional programme {number}",
        disease=DISEASES[chance.integers(len(DISEASES))],
        route=Route.HOSPITAL_EXEMPTION,
        lineage=named.id,
        registered_on=on,
        centre_ids=tuple(site.id for site in where),
        starts_on=begins,
        planned_end=planned,
        longest_wait_days=LONGEST_WAIT,
        paediatric=bool(chance.random() < 0.2),
        endpoints=tuple(lock(endpoint, on) for endpoint in endpoints),
        synthetic=True,
    )


def ending(begins: date, planned: date, chance: Generator) -> ProgrammeEvent | None:
    """How a programme ends: as planned, stopped before, closed before, or without a word."""
    which = int(chance.choice(len(LIKELY), p=LIKELY))
    if which == len(ENDS):
        return None
    early = begins + (planned - begins) * float(chance.uniform(0.3, 0.9))
    on = planned if ENDS[which] is ProgrammeEventKind.ENDED else early
    stopped = ENDS[which] is ProgrammeEventKind.STOPPED
    return ProgrammeEvent(ENDS[which], on, StopReason.FUTILITY if stopped else None)


def sites(number: int, chance: Generator) -> tuple[Site, ...]:
    """One to five centres in one to three countries, the first ones the largest."""
    countries = [COUNTRIES[i] for i in chance.permutation(len(COUNTRIES))[: chance.integers(1, 4)]]
    centres = range(int(chance.integers(1, 6)))
    return tuple(
        Site(f"centre-{number}-{centre}", countries[centre % len(countries)]) for centre in centres
    )


def cut_offs(begins: date, until: date, chance: Generator) -> tuple[CutOff, ...]:
    """One programme in five announces a cut-off, two months before it comes."""
    on = begins + (until - begins) * float(chance.uniform(0.3, 0.9))
    return (CutOff(on, on - timedelta(days=60)),) if chance.random() < 0.2 else ()


def review(until: date, chance: Generator) -> date | None:
    """The day on which a central review reads responses anew, in one programme of five."""
    days = int(chance.integers(500, 1000))
    return until + timedelta(days=days) if chance.random() < REVIEWED else None


def accepted(one: Study, chance: Generator) -> Iterator[Patient]:
    """The programme's patients: any day of its span, the larger centres more often."""
    begins = one.programme.starts_on or BEGINS
    weights = 1 / np.arange(1, len(one.sites) + 1)
    minors = float(chance.choice([0.0, 0.0, 0.3, 0.5, 1.0]))
    number = count(1)
    for share in np.sort(chance.random(one.size)):
        day = begins + (one.accepts_until - begins) * float(share)
        site = one.sites[chance.choice(len(one.sites), p=weights / weights.sum())]
        yield patient(f"{one.programme.id}-{next(number):03}", one, site, day, minors, chance)


def patient(
    id: str, one: Study, site: Site, day: date, minors: float, chance: Generator
) -> Patient:
    """One accepted patient; most are registered in time, a few long afterwards."""
    late = chance.random() < RETROSPECTIVE
    lag = chance.integers(100, 900) if late else chance.integers(0, REGISTRATION_DAYS // 2)
    registered_on = day + timedelta(days=int(lag))
    found = registered_on + timedelta(days=int(chance.integers(60, 700)))
    return Patient(
        id=id,
        person=id,
        programme_id=one.programme.id,
        site=site,
        age_band=age(minors, chance),
        accepted_on=day,
        registered_on=registered_on,
        timing=Timing.RETROSPECTIVE if late else Timing.PROSPECTIVE,
        found_late_on=found if not late and chance.random() < FOUND_LATE else None,
    )


def age(minors: float, chance: Generator) -> AgeBand | None:
    """An age band; of a few it is not stated."""
    if chance.random() < AGE_UNKNOWN:
        return None
    bands = MINORS if chance.random() < minors else ADULTS
    return bands[chance.integers(len(bands))]


def seen_again(drawn: Sequence[Patient], chance: Generator) -> Iterator[Patient]:
    """The patients, of whom a few are persons accepted before in another programme.

    Nobody is accepted twice in one programme.
    """
    before: list[Patient] = []
    inside: dict[str, set[str]] = defaultdict(set)
    for one in drawn:
        mine = inside[one.programme_id]
        others = [patient.person for patient in before[-40:] if patient.person not in mine]
        again = chance.random() < AGAIN and others
        before.append(replace(one, person=others[0]) if again else one)
        mine.add(before[-1].person)
        yield before[-1]


def with_events(programme: Programme, one: Study, on: date) -> Programme:
    """The programme as its facts stand on a day."""
    return structs.replace(
        programme,
        events=tuple(event for event in one.events if event.on <= on),
        cut_offs=tuple(cut for cut in one.cut_offs if cut.announced_on <= on),
    )
