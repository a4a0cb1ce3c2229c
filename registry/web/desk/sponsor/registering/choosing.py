"""What the forms of a sponsor choose from: products, hospitals and authorities by name."""

from collections.abc import Sequence

from msgspec import Struct

from registry.intake.choices import Choices, choices_of
from registry.language import ENGLISH
from registry.web.desk.frame import Answer, Fault, Visit, work
from registry.web.desk.sponsor.registering.codes import Options
from registry.web.desk.sponsor.workspace import Workspace


class First(Struct, frozen=True):
    """What is chosen before a form is shown, at its own `path`.

    `none` is said where there is nothing to choose from; `before` leads to what is done first.
    """

    path: str
    intro: str
    field: str
    label: str
    none: str
    hint: str = ""
    before: str = ""
    told: str = ""
    options: Sequence[tuple[str, str]] = ()


def first_choice(visit: Visit, title: str, first: First, faults: Sequence[Fault]) -> Answer:
    """The page on which it is chosen what a form is about."""
    return work(visit, "desk-choice.html", title, faults=faults, first=first)


async def choices(desk: Workspace, visit: Visit) -> Choices:
    """What the organisation may name."""
    frozen = desk.read()
    public = frozen.snapshot.directory.products if frozen else ()
    return await choices_of(desk.intake.database, visit.principal.owner, public)


def products(known: Choices) -> Options:
    """The products, one's own first."""
    return [(each.id, each.name) for each in known.products]


def hospitals(known: Choices) -> Options:
    """The hospitals with their countries, one's own first."""
    return [(each.id, placed(each.name, each.country)) for each in known.centres]


def authorities(known: Choices) -> Options:
    """The authorities with their countries, by country."""
    named = ((each.id, placed(each.name, each.country)) for each in known.authorities)
    return sorted(named, key=lambda each: each[1].rpartition(", ")[2])


def placed(name: str, country: str) -> str:
    """A name with its country."""
    return f"{name}, {ENGLISH.country(country)}"
