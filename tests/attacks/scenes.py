"""Small registries built by hand: as many patients as an attack needs, and no more."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from msgspec import structs

from registry.model.codes import (
    AgeBand,
    AtmpClass,
    EventClass,
    Origin,
    ProgrammeEventKind,
    ResultSource,
    Route,
    Timing,
    Vector,
    Verdict,
    VisitStatus,
)
from registry.model.endpoint import EndpointResult, lock
from registry.model.episode import (
    Administration,
    AdverseEvent,
    Course,
    FollowUpVisit,
    Response,
)
from registry.model.product import Product
from registry.model.programme import CutOff, Programme, ProgrammeEvent
from tests.attacks.accrual import draw_world
from tests.attacks.players import BEST, WORST
from tests.attacks.twins import told_otherwise
from tests.attacks.world import FUNCTION, RESPONSE, Patient, Site, Study, Told, World

FIRST, DEATH = date(2027, 2, 1), EventClass.DEATH
PRODUCT = Product(
    "product", "Product", "fictional cells", AtmpClass.GTMP, Origin.AUTOLOGOUS,
    Vector.INTEGRATING, synthetic=True,
)  # fmt: skip
ENDS = date(2029, 2, 1)


def programme(id: str = "p", ends: date | None = ENDS, sponsor: str = "") -> Study:
    """A programme that began in 2027, with one endpoint, and its declared end."""
    begins = FIRST - timedelta(days=31)
    registered = Programme(
        id=id,
        product_id=PRODUCT.id,
        sponsor_id=sponsor or f"sponsor-of-{id}",
        title=id,
        disease="lbcl",
        route=Route.HOSPITAL_EXEMPTION,
        lineage=PRODUCT.id,
        registered_on=begins,
        starts_on=begins,
        planned_end=date(2036, 1, 1),
        endpoints=(lock(RESPONSE, begins),),
        synthetic=True,
    )
    events = (ProgrammeEvent(ProgrammeEventKind.ENDED, ends),) if ends else ()
    return Study(registered, (), 0.5, 1.0, ends or date(2034, 1, 1), 0, events)


def patients(
    many: int,
    id: str = "p",
    *,
    month: int = 0,
    responding: int = 0,
    country: str = "ES",
    centre: str = "",
    age_band: AgeBand = AgeBand.ADULT,
    late: bool = False,
) -> list[Patient]:
    """Patients of one centre, accepted together so many months after the first; some respond.

    Registered ten days later, or `late` after two years.
    """
    day = FIRST + timedelta(days=round(30.44 * month))
    stem = f"{id}-{month}-{country}{centre}-{age_band}{'-late' if late else ''}"
    return [
        Patient(
            id=f"{stem}-{number}",
            person=f"{stem}-{number}",
            programme_id=id,
            site=Site(centre or f"{id}-{country}", country),
            age_band=age_band,
            accepted_on=day,
            registered_on=day + timedelta(days=730 if late else 10),
            timing=Timing.RETROSPECTIVE if late else Timing.PROSPECTIVE,
            told=told(f"{stem}-{number}", day, number < responding, 730 if late else 0),
        )
        for number in range(many)
    ]


def told(id: str, accepted_on: date, responds: bool, not_before: int) -> tuple[Told, ...]:
    """Infused on day 60 and seen on day 160, each told ten days later or with a late notice."""
    given = Course(id, administrations=(Administration(1, 60),))
    response = Response(RESPONSE.measure, BEST if responds else WORST)
    visit = FollowUpVisit(RESPONSE.day, VisitStatus.DONE, 160, response)
    first, second = (accepted_on + timedelta(days=max(day, not_before)) for day in (70, 170))
    return (
        Told(first, given),
        Told(second, structs.replace(given, visits=(visit,)), answers=True),
    )


def registry(studies: Iterable[Study], *accepted: Sequence[Patient]) -> World:
    """A registry of these programmes and patients."""
    everybody = (patient for some in accepted for patient in some)
    ordered = sorted(everybody, key=lambda patient: (patient.registered_on, patient.id))
    return World(0, (PRODUCT,), tuple(at_centres(s, ordered) for s in studies), tuple(ordered))


def at_centres(study: Study, accepted: Iterable[Patient]) -> Study:
    """The programme at the centres of its patients."""
    id = study.programme.id
    centres = sorted({patient.site.id for patient in accepted if patient.programme_id == id})
    return replace(study, programme=structs.replace(study.programme, centre_ids=tuple(centres)))


def few() -> World:
    """A programme of five."""
    return registry([programme()], patients(5))


def two_centres() -> World:
    """Nine patients of one centre and three of another."""
    return registry([programme()], patients(9, centre="one"), patients(3, centre="two"))


def eleven_and_five() -> World:
    """Eleven patients at first, five more before the end."""
    study = programme(ends=date(2028, 2, 1))
    return registry([study], patients(11), patients(5, month=8))


def adults_and_children() -> World:
    """Eleven adults and three children."""
    return registry([programme()], patients(11), patients(3, age_band=AgeBand.CHILD))


def three_countries() -> World:
    """Ten patients in each of three countries, and no end in sight."""
    countries = (patients(10, country=country) for country in ("ES", "DE", "FR"))
    return registry([programme(ends=None)], *countries)


def chosen_late() -> World:
    """Two of eleven responded; others are registered when it is known that they did."""
    chosen = patients(11, responding=11, late=True)
    return registry([programme(ends=date(2030, 2, 1))], patients(11, responding=2), chosen)


def left_of(*many: int) -> World:
    """So many patients of each programme, too few for a group of their own."""
    names = [f"p{number}" for number in range(len(many))]
    mine = (patients(count, id) for count, id in zip(many, names, strict=True))
    return registry([programme(id) for id in names], *mine)


def treated_twice() -> World:
    """Three programmes of five, of which the last treats the first one's patients again."""
    world = left_of(5, 5, 5)
    first, last = world.of("p0"), world.of("p2")
    again = [replace(p, person=q.person) for p, q in zip(last, first, strict=True)]
    return registry(world.studies, first, world.of("p1"), again)


CUT = date(2027, 5, 15)


def twelve_before_a_cut_off(announced: bool = True) -> World:
    """Twelve patients before a cut-off of which the sponsor reports, five after it."""
    study = programme(ends=date(2028, 2, 1))
    result = EndpointResult(
        "p.result", "p", "", ResultSource.SPONSOR, RESPONSE.id, Verdict.MET, estimate=50.0,
        patients=12, cut_off=CUT.isoformat(), synthetic=True,
    )  # fmt: skip
    cuts = (CutOff(CUT, CUT - timedelta(days=60)),) if announced else ()
    reported = replace(study, cut_offs=cuts, results=((date(2028, 6, 1), result),))
    return registry([reported], patients(12, month=2, responding=6), patients(5, month=5))


def twelve(**changes: Any) -> World:
    """Twelve patients, half of them responding, of whom the last one is somehow different."""
    *others, last = patients(12, responding=6)
    return registry([programme()], others, [replace(last, **changes)])


AFTERWARDS = date(2031, 6, 1)


def one_withdraws() -> World:
    """A patient withdraws when everything is published."""
    return twelve(withdrawn_on=AFTERWARDS)


def one_is_found_late() -> World:
    """It turns out afterwards that a patient was registered too late."""
    return twelve(found_late_on=AFTERWARDS)


def one_is_told_later(change: Callable[[Course], Course]) -> World:
    """Something else is told of a patient when everything is published."""
    (last,) = [p for p in twelve().patients if p.id.endswith("-11")]
    news = Told(AFTERWARDS, change(last.told[-1].course))
    return twelve(told=(*last.told, news))


def with_function(study: Study) -> Study:
    """The programme with a change on a scale as a second endpoint."""
    locked = (*study.programme.endpoints, lock(FUNCTION, study.programme.registered_on))
    return replace(study, programme=structs.replace(study.programme, endpoints=locked))


def three_measured() -> World:
    """Twelve patients, of whom three were measured on a scale before and after."""
    many = patients(12)
    measured = [told_otherwise(p, partial(moved, by=n)) for n, p in enumerate(many[:3])]
    return registry([with_function(programme())], measured, many[3:])


def moved(course: Course, by: int) -> Course:
    """The course with a baseline, and a change at day 100."""
    before = FollowUpVisit(0, VisitStatus.DONE, 60, scale="MJOA", value=9)
    after = (structs.replace(visit, scale="MJOA", value=9 + by) for visit in course.visits)
    return structs.replace(course, visits=(before, *after) if course.visits else ())


def corrected_twice(first_on: date) -> World:
    """Of 22 patients five deaths are told late, then five more, with news of one last seen early.

    That one was last seen on day 175, so that the curve's interval to day 365 counts a loss.
    """
    one, *others = (told_otherwise(p, seen_on_day_175) for p in patients(22))
    first, second, rest = others[:5], others[5:10], others[10:]
    news = with_news([one], date(2029, 12, 1), seen_later)
    early, late = (
        with_news(some, on, dead_on_day_150)
        for some, on in ((first, first_on), (second, date(2029, 12, 1)))
    )
    return registry([programme(ends=date(2028, 2, 1))], news, early, late, rest)  # fmt: skip


def one_death_among_news() -> World:
    """Of 22 patients one death is told late, with news of five others that changes no curve.

    Ten more were last seen on day 175: counted whole, the curve ends their lines elsewhere.
    """
    one, *others = patients(22)
    death = with_news([one], date(2029, 6, 1), dead_on_day_150)
    beside = with_news(others[:5], date(2029, 6, 1), with_a_reaction)
    early = [told_otherwise(p, seen_on_day_175) for p in others[5:15]]
    return registry([programme(ends=date(2028, 2, 1))], death, beside, early, others[15:])


def with_a_reaction(course: Course) -> Course:
    """The course with an event that ends no line."""
    reaction = AdverseEvent(EventClass.CRS, 70, "CRS", "ASTCT", "2019", 1)
    return structs.replace(course, adverse_events=(reaction,))


def with_news(
    some: Iterable[Patient], on: date, change: Callable[[Course], Course]
) -> list[Patient]:
    """The patients of whom something else is told on a day."""
    return [replace(p, told=(*p.told, Told(on, change(p.told[-1].course)))) for p in some]


def seen_on_day_175(course: Course) -> Course:
    """The course with its visit two weeks later."""
    return structs.replace(
        course, visits=tuple(structs.replace(visit, day=175) for visit in course.visits)
    )


def seen_later(course: Course) -> Course:
    """The course with a visit after a year."""
    after = FollowUpVisit(365, VisitStatus.DONE, 430, Response(RESPONSE.measure, WORST))
    return structs.replace(course, visits=(*course.visits, after))


def dead_on_day_150(course: Course) -> Course:
    """The course with a death before the visit, which was another one's."""
    return structs.replace(course, visits=(), adverse_events=(AdverseEvent(DEATH, 150, grade=5),))


def two_never_infused() -> World:
    """Twelve patients, two of whom are never infused."""
    many = patients(12, responding=6)
    waiting = [told_otherwise(p, lambda course: Course(course.episode_id)) for p in many[-2:]]
    return registry([programme()], many[:-2], waiting)


def infused_after_all(many: int) -> World:
    """Of 30 patients 13 are never infused; of so many it turns out years later that they were."""
    everybody = patients(30)
    waiting = [told_otherwise(p, lambda course: Course(course.episode_id)) for p in everybody[17:]]
    given = with_news(waiting[:many], AFTERWARDS, partial(infused_and_seen, since=everybody[0]))
    return registry([programme()], everybody[:17], given, waiting[many:])


def infused_and_seen(course: Course, since: Patient) -> Course:
    """The course of another patient."""
    return structs.replace(since.told[-1].course, episode_id=course.episode_id)


def small_and_reported(*many: int) -> World:
    """Programmes that ended with so few patients each, of whom none responded, in turn reported."""
    world = left_of(*many)
    studies = [
        replace(study, results=((ENDS + timedelta(days=183 * place), failed(study)),))
        for place, study in enumerate(world.studies, start=1)
    ]
    return replace(world, studies=tuple(studies))


def failed(study: Study) -> EndpointResult:
    """A result that says the goal was not reached."""
    return EndpointResult(
        f"{study.programme.id}.result", study.programme.id, "", ResultSource.SPONSOR, RESPONSE.id,
        Verdict.NOT_MET, synthetic=True,
    )  # fmt: skip


def two_waves() -> World:
    """A group that opens before its windows have closed, because the next one forms."""
    return registry([programme()], patients(12), patients(12, month=4))


def one_waits() -> World:
    """Twelve patients in a group, and one more, who waits for ever."""
    return registry([programme(ends=None)], patients(12), patients(1, month=22))


def drawn(seed: int) -> World:
    """A registry drawn by chance, each programme with a product of its own, all of it told."""
    world = draw_world(seed, programmes=4)
    names = {s.programme.id: f"product-of-{s.programme.id}" for s in world.studies}
    products = [structs.replace(PRODUCT, id=name) for name in names.values()]
    studies = [replace(s, programme=apart(s.programme, names)) for s in world.studies]
    accepted = [
        replace(p, person=p.id, found_late_on=None, told=told_of(p)) for p in world.patients
    ]
    return World(seed, tuple(products), tuple(studies), tuple(accepted))


def apart(programme: Programme, names: Mapping[str, str]) -> Programme:
    """The programme in a lineage of its own, as its sponsor may register it."""
    name = names[programme.id]
    sponsor = f"sponsor-of-{programme.id}"
    return structs.replace(programme, product_id=name, lineage=name, sponsor_id=sponsor)


def told_of(patient: Patient) -> tuple[Told, ...]:
    """A course of a patient drawn by chance; every other one responds."""
    late = (patient.registered_on - patient.accepted_on).days
    return told(patient.id, patient.accepted_on, int(patient.id[-1]) % 2 == 0, late)
