"""The page of an act: its form, then what was typed and what follows from it, then the receipt.

What is declared stands in public or cannot be taken back, so nothing is stored before its sender
has seen it once more. What may not be stored is found out before that, by a dry run.
"""

from collections.abc import Callable, Sequence

from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from registry import texts
from registry.intake.own import Own, own_of
from registry.language import marked
from registry.model.registration import Draft
from registry.model.submission import Withdrawal
from registry.web.desk.frame import Answer, Fault, Visit, form_page, without_identifiers, work
from registry.web.desk.sponsor.acts.fields import (
    Field,
    Kind,
    Values,
    fault_of,
    faults_in,
    options_of,
    shown_again,
    values_of,
)
from registry.web.desk.sponsor.declared import declared, tried
from registry.web.desk.sponsor.workspace import Workspace

PATH = "/desk/acts"
STEP, CHANGE, DECLARE = "step", "change", "declare"


def nothing_more(_values: Values, _own: Own) -> Sequence[str]:
    """What follows from an act of which its page says everything."""
    return ()


class Act(Struct, frozen=True):
    """An act of a sponsor.

    `name` is the end of its path; `need` what it is for, in the list of acts; `public` what
    everybody will read of it, and when; `draft` makes of readable values what GraphQL takes, too;
    `happens` says what follows from these values; `sure` is ticked where it is for ever.
    """

    name: str
    title: str
    need: str
    public: tuple[str, ...]
    fields: tuple[Field, ...]
    draft: Callable[[Values], Draft | Withdrawal]
    button: str
    happens: Callable[[Values, Own], Sequence[str]] = nothing_more
    sure: str = ""

    @property
    def path(self) -> str:
        """The address of the page."""
        return f"{PATH}/{self.name}"

    @property
    def takes(self) -> dict[str, str]:
        """The parts of the input that the form tells, each with the field where it is told."""
        return {path: each.name for each in self.fields for path in (each.name, *each.paths)}


def act_page(desk: Workspace, act: Act) -> list[HTTPRouteHandler]:
    """The form of an act, and what is sent by it."""

    async def show(visit: Visit, faults: Sequence[Fault]) -> Answer:
        own = await own_for(desk, visit)
        return work(
            visit,
            "desk-act.html",
            act.title,
            faults=at_fields(act, faults),
            act=act,
            fields=[(field, options_of(field, own)) for field in act.fields],
            typed=typed_in(act, visit, own, refused=bool(faults)),
        )

    async def send(visit: Visit) -> Answer:
        own = await own_for(desk, visit)
        step, faults = visit.typed(STEP), faults_in(act.fields, visit, own)
        if faults or step == CHANGE:
            return await show(visit, faults)
        values = values_of(act.fields, visit)
        draft = act.draft(values)
        found = await tried(desk, visit, draft, act.takes)
        if found:
            return await show(visit, found)
        unsure = act.sure and not visit.typed("sure")
        if step == DECLARE and not unsure:
            return await declared(desk, visit, draft, act.takes, show)
        missing = [Fault("sure", marked("Tick that you know it."))] if step == DECLARE else []
        return look(act, visit, values, own, missing)

    return form_page(desk.front, act.path, show, send)


def look(act: Act, visit: Visit, values: Values, own: Own, faults: Sequence[Fault]) -> Answer:
    """What was typed, in words, and what follows from it."""
    return work(
        visit,
        "desk-act-look.html",
        act.title,
        faults=faults,
        act=act,
        told=[(field.label, words_of(field, values, own)) for field in act.fields],
        happens=act.happens(values, own),
        typed={field.name: visit.typed(field.name) for field in act.fields},
    )


async def own_for(desk: Workspace, visit: Visit) -> Own:
    """What the person's organisation registered."""
    return await own_of(desk.intake.database, visit.principal.owner.id, visit.today)


def typed_in(act: Act, visit: Visit, own: Own, *, refused: bool) -> dict[str, str]:
    """What stands in the fields: what was typed, or at first what the address chooses."""
    if refused:
        return shown_again(act.fields, visit, own)
    if visit.form:
        back = without_identifiers(visit, ())
        return {each.name: visit.typed(each.name) for each in act.fields if each.name in back}
    return {field.name: asked for field in act.fields if (asked := asked_for(field, visit, own))}


def asked_for(field: Field, visit: Visit, own: Own) -> str:
    """What the address chooses in a field; texts are not filled in from there."""
    asked = visit.asked(field.name)
    chooses = field.kind in (Kind.CHOICE, Kind.NUMBER) and not fault_of(field, asked, own)
    return asked if chooses else ""


def at_fields(act: Act, faults: Sequence[Fault]) -> list[Fault]:
    """Faults at the fields that tell what they are about; each once."""
    placed = (Fault(act.takes.get(fault.field, ""), fault.words) for fault in faults)
    return list(dict.fromkeys(placed))


def words_of(field: Field, values: Values, own: Own) -> str:
    """What was typed in a field, as people read it."""
    value = values[field.name]
    if value in (None, ""):
        return marked("Left empty")
    if field.kind is Kind.CHOICE:
        return dict(options_of(field, own))[value]
    if field.kind is Kind.AMOUNT:
        return f"{value // 100:,}.{value % 100:02}"
    return texts.day(value) if field.kind is Kind.DAY else str(value)
