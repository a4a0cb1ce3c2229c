"""`/board/organisations`, `/board/hospitals`: for curators, entering what sponsors' forms name."""

from collections.abc import Iterable, Sequence

from litestar.handlers import HTTPRouteHandler

from registry.intake.directory_file import DirectoryFile, faults_of
from registry.intake.entering import enter_news
from registry.language import ENGLISH, marked
from registry.model.identifiers import COUNTRIES
from registry.model.parties import Centre, Organisation
from registry.model.source import Source
from registry.storage.directory import Facts, read_facts
from registry.web.desk.board.notes import note_faults
from registry.web.desk.board.permits import NAMES_SOMEBODY, NO_SOURCE
from registry.web.desk.board.workspace import Workspace, envelope_of, shown
from registry.web.desk.forms import to
from registry.web.desk.frame import REASON, Answer, Fault, Visit, form_page, identifies
from registry.web.public.results.cells import Cell, Table, Tag

ORGANISATIONS, HOSPITALS = "/board/organisations", "/board/hospitals"
FICTIONAL = Tag(marked("Fictional"), "closed")
WORDED = ("name", "city", "source")
NAMES_A_PERSON = marked("This looks like an identifier of a person. Everybody reads it.")
NOBODY = Organisation("", "", "")
FLAWS = {
    "id": marked(
        "Write the id in small letters, digits and hyphens, such as padua-hospital, at most 100 of "
        "them."
    ),
    "country": marked("Choose the country."),
    "rorId": marked("This is no ROR id. It has nine characters, such as 021018s57."),
    "organisationId": marked("Choose the organisation."),
}
"""What directory files are told with names, in words that repeat nothing that was typed."""
ORDER = (
    *("organisationId", "name", "id", "city", "country", "latitude", "longitude"),
    *("rorId", "source", "note"),
)
FURTHEST = {"latitude": 90.0, "longitude": 180.0}


def hospital_pages(desk: Workspace) -> list[HTTPRouteHandler]:
    """The form for an organisation, and the one for a hospital of an organisation."""
    return [*organisation_page(desk), *hospital_page(desk)]


def organisation_page(desk: Workspace) -> list[HTTPRouteHandler]:
    """The organisations that are known, and the form to enter another."""

    async def show(visit: Visit, faults: Sequence[Fault]) -> Answer:
        known = (await read_facts(desk.intake.database)).all(Organisation)
        title, template = marked("Enter an organisation"), "board-organisations.html"
        done = visit.asked("entered") == "yes"
        table = organisations_table(known)
        return shown(
            desk, visit, template, title, faults, known=table, countries=countries(), done=done
        )

    async def send(visit: Visit) -> Answer:
        facts = await read_facts(desk.intake.database)
        fact = organisation_of(visit)
        faults = [*missing(visit, facts), *flaws(DirectoryFile(organisations=(fact,)))]
        if faults:
            return await show(visit, each_once(faults))
        return await entered(desk, visit, fact, ORGANISATIONS)

    return form_page(desk.front, ORGANISATIONS, show, send)


def hospital_page(desk: Workspace) -> list[HTTPRouteHandler]:
    """The hospitals that are known, and the form to enter another."""

    async def show(visit: Visit, faults: Sequence[Fault]) -> Answer:
        facts = await read_facts(desk.intake.database)
        return shown(
            desk,
            visit,
            "board-hospitals.html",
            marked("Enter a hospital"),
            faults,
            known=hospitals_table(facts),
            organisations=[(each.id, each.name) for each in facts.all(Organisation)],
            countries=countries(),
            done=visit.asked("entered") == "yes",
        )

    async def send(visit: Visit) -> Answer:
        facts = await read_facts(desk.intake.database)
        owners = {each.id: each for each in facts.all(Organisation)}
        owner = owners.get(visit.typed("organisationId"), NOBODY)
        faults = [*missing(visit, facts), *place_faults(visit, owner)]
        fact = hospital_of(visit, owner)
        faults += flaws(DirectoryFile(organisations=(owner,), centres=(fact,)), of=fact)
        if faults:
            return await show(visit, each_once(faults))
        return await entered(desk, visit, fact, HOSPITALS)

    return form_page(desk.front, HOSPITALS, show, send)


async def entered(desk: Workspace, visit: Visit, fact: Organisation | Centre, path: str) -> Answer:
    """Enter it, with its audit event, and back to the page."""
    await enter_news(desk.intake, [fact], envelope_of(visit), "directory page", visit.typed("note"))
    return to(f"{path}?entered=yes")


def organisation_of(visit: Visit) -> Organisation:
    """What was typed as an organisation."""
    return Organisation(
        visit.typed("id"),
        visit.typed("name"),
        visit.typed("country"),
        visit.typed("city"),
        ror_id=visit.typed("rorId") or None,
        synthetic=bool(visit.typed("synthetic")),
        source=source_of(visit),
    )


def hospital_of(visit: Visit, owner: Organisation) -> Centre:
    """What was typed as a hospital; it is fictional where its organisation is."""
    return Centre(
        visit.typed("id"),
        owner.id,
        visit.typed("name"),
        visit.typed("city"),
        visit.typed("country"),
        synthetic=owner.synthetic,
        source=source_of(visit),
        latitude=degrees(visit, "latitude"),
        longitude=degrees(visit, "longitude"),
    )


def source_of(visit: Visit) -> Source | None:
    """Where it can be checked; whoever enters it has checked it there."""
    return Source(visit.typed("source"), verified=True) if visit.typed("source") else None


def degrees(visit: Visit, name: str) -> float | None:
    """Degrees north or east; None where none are given, or none can be read."""
    try:
        found = float(visit.typed(name))
    except ValueError:
        return None
    return found if abs(found) <= FURTHEST[name] else None


def place_faults(visit: Visit, owner: Organisation) -> list[Fault]:
    """Degrees that are none, or one without the other; a hospital has a town and an owner."""
    faults = [] if visit.typed("city") else [Fault("city", marked("Give the town."))]
    if owner == NOBODY:
        faults.append(Fault("organisationId", marked("Choose the organisation.")))
    for name in FURTHEST:
        if visit.typed(name) and degrees(visit, name) is None:
            faults.append(Fault(name, marked("Give degrees such as 41.39, or leave both empty.")))
    if bool(visit.typed("latitude")) != bool(visit.typed("longitude")):
        faults.append(Fault("longitude", marked("Give both degrees, or neither.")))
    return faults


def missing(visit: Visit, facts: Facts) -> list[Fault]:
    """What is not filled in, is taken, or may not be public."""
    asked = (
        ("name", marked("Give the name.")),
        ("id", marked("Give an id.")),
        ("country", marked("Choose the country.")),
        ("source", NO_SOURCE),
    )
    faults = [Fault(name, words) for name, words in asked if not visit.typed(name)]
    taken = {each.id for each in facts.all(Organisation)} | {each.id for each in facts.all(Centre)}
    if visit.typed("id") in taken:
        faults.append(Fault("id", marked("This id is taken. An id is of one thing for ever.")))
    faults += [
        Fault(name, NAMES_SOMEBODY if name == "source" else NAMES_A_PERSON)
        for name in WORDED
        if identifies(REASON, visit.typed(name))
    ]
    return [*faults, *note_faults(visit)]


def flaws(file: DirectoryFile, of: Organisation | Centre | None = None) -> list[Fault]:
    """What the rules of directory files find, at the fields of the form."""
    return [
        Fault(flaw.field, FLAWS[flaw.field])
        for flaw in faults_of(file)
        if of is None or flaw.id == of.id
    ]


def each_once(faults: Iterable[Fault]) -> list[Fault]:
    """One fault for each field, the first that was found, in the order of the page."""
    first: dict[str, Fault] = {}
    for fault in faults:
        first.setdefault(fault.field, fault)
    return sorted(first.values(), key=lambda fault: ORDER.index(fault.field))


def countries() -> list[tuple[str, str]]:
    """The countries that the registry knows, by name."""
    return sorted(((c, ENGLISH.country(c)) for c in COUNTRIES), key=lambda each: each[1])


def organisations_table(known: Sequence[Organisation]) -> Table:
    """Every organisation that is known."""
    rows = tuple(
        (
            Cell(each.name, each.id, tags=(FICTIONAL,) if each.synthetic else ()),
            Cell(ENGLISH.country(each.country)),
        )
        for each in known
    )
    heads = (marked("Organisation"), marked("Country"))
    return Table(marked("Organisations"), heads, rows, marked("None is entered."))


def hospitals_table(facts: Facts) -> Table:
    """Every hospital that is known, with its organisation."""
    names = {each.id: each.name for each in facts.all(Organisation)}
    rows = tuple(
        (
            Cell(each.name, each.id, tags=(FICTIONAL,) if each.synthetic else ()),
            Cell(each.city, ENGLISH.country(each.country)),
            Cell(names.get(each.organisation_id, each.organisation_id)),
        )
        for each in facts.all(Centre)
    )
    heads = (marked("Hospital"), marked("Place"), marked("Organisation"))
    return Table(marked("Hospitals"), heads, rows, marked("None is entered."))
