"""`/board/wishes`: the board decides on the wish list, on counts alone and in public."""

from collections.abc import Sequence

from litestar.handlers import HTTPRouteHandler

from registry import texts
from registry.board.trail import note_read
from registry.errors import DataError
from registry.language import ENGLISH, marked
from registry.model.parties import Organisation
from registry.model.wishes import KeyRequest, SplitKey
from registry.release.wishes import Outlook, Verdict, decide, outlook
from registry.storage.directory import Facts, read_facts
from registry.web.desk.board.delay import reason_faults
from registry.web.desk.board.workspace import Workspace, because_of, shown
from registry.web.desk.forms import to
from registry.web.desk.frame import Answer, Fault, Visit, form_page
from registry.web.public.results.cells import Cell, Table, capital, sentences

PATH = "/board/wishes"
DECISIONS = [("adopt", marked("Adopt the key")), ("decline", marked("Decline it"))]


def wish_pages(desk: Workspace) -> list[HTTPRouteHandler]:
    """The list, what a key would do to today's queues, and the form to decide."""

    async def show(visit: Visit, faults: Sequence[Fault]) -> Answer:
        facts = await read_facts(desk.board.database)
        requests, names = facts.all(KeyRequest), names_in(facts)
        open_ones = [each for each in requests if each.decision is None]
        key = next((key for key in SplitKey if key.value == visit.asked("outlook")), None)
        return shown(
            desk,
            visit,
            "board-wishes.html",
            marked("Wish list"),
            faults=faults,
            waiting=waiting_table(open_ones, names),
            requests=[
                (each.id, f"{key_words(each.key)}: {each.purpose[:80]}") for each in open_ones
            ],
            decisions=DECISIONS,
            split_keys=[(each.value, key_words(each)) for each in SplitKey],
            key=key,
            seen=outlook_words(await seen_by(desk, visit, key)) if key else "",
            decided=decided_table(requests),
        )

    async def send(visit: Visit) -> Answer:
        faults = missing(visit)
        if faults:
            return await show(visit, faults)
        adopted = visit.typed("decision") == "adopt"
        verdict = Verdict(visit.typed("request"), adopted, visit.typed("reason"))
        try:
            await decide(desk.board, verdict, visit.now, visit.principal.actor)
        except DataError as fault:
            return await show(visit, [Fault("request", f"{fault.what} {fault.remedy}")])
        return to("/board")

    return form_page(desk.front, PATH, show, send)


async def seen_by(desk: Workspace, visit: Visit, key: SplitKey) -> Outlook:
    """What adopting a key would split of the groups that would form next."""
    await note_read(desk.board.database, because_of(visit), "outlook", key.value)
    return await outlook(desk.board.database, desk.board.policy, key, visit.now)


def outlook_words(seen: Outlook) -> str:
    """The counts, which are for the board alone."""
    return sentences(formed_words(seen), split_words(seen))


def formed_words(seen: Outlook) -> str:
    """How many groups would form next."""
    day = texts.day(seen.on)
    if not seen.groups:
        return ENGLISH.say("On %(day)s No group would form.", day=day)
    return ENGLISH.plural(
        "On %(day)s %(num)s group would form.",
        "On %(day)s %(num)s groups would form.",
        seen.groups,
        day=day,
    )


def split_words(seen: Outlook) -> str:
    """Into how many parts the key would split them."""
    if not seen.split:
        return marked("The key would split none of them.")
    return ENGLISH.say(
        "The key would split %(groups)s of them, into %(parts)s parts of at least 11 patients.",
        groups=seen.split,
        parts=seen.parts,
    )


def missing(visit: Visit) -> list[Fault]:
    """What is not filled in, or may not be public."""
    faults = [] if visit.typed("request") else [Fault("request", marked("Choose a wish."))]
    if visit.typed("decision") not in dict(DECISIONS):
        faults.append(Fault("decision", marked("Choose whether to adopt or to decline.")))
    return [*faults, *reason_faults(visit)]


def key_words(key: SplitKey) -> str:
    """A split key in words."""
    return capital(texts.SPLIT_KEYS[key])


def names_in(facts: Facts) -> dict[str, str]:
    """The names of organisations; nobody's where a curator entered a wish."""
    named = {organisation.id: organisation.name for organisation in facts.all(Organisation)}
    return {"": marked("Entered by a curator"), **named}


def waiting_table(requests: Sequence[KeyRequest], names: dict[str, str]) -> Table:
    """The wishes that wait, in the words of who asked."""
    rows = tuple(
        (
            Cell(key_words(each.key), each.id),
            Cell(each.purpose),
            Cell(names.get(each.asked_by, each.asked_by)),
            Cell(texts.day(each.asked_on)),
        )
        for each in requests
    )
    heads = (marked("Key"), marked("What it is for"), marked("Asked by"), marked("On"))
    return Table(marked("Wishes that wait"), heads, rows, marked("No wish waits for a decision."))


def decided_table(requests: Sequence[KeyRequest]) -> Table:
    """What was decided, with the public reasons."""
    rows = tuple(
        (
            Cell(key_words(each.key), each.id),
            Cell(texts.key_status(each.status, each.decision.applies_from)),
            Cell(each.decision.reason),
            Cell(texts.day(each.decision.decided_on)),
        )
        for each in requests
        if each.decision is not None
    )
    heads = (marked("Key"), marked("Decision"), marked("Reason"), marked("On"))
    return Table(marked("Decided"), heads, rows, marked("Nothing was decided so far."))
