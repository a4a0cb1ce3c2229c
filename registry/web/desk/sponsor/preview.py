"""`/desk/preview`: one's own programme as everybody would read it on a day to come.

The facts and decisions are drawn by the same functions as the public page, from a snapshot that
holds this programme and no number. When things open is told beside them, never what they say.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from litestar.handlers import HTTPRouteHandler

from registry import texts
from registry.language import ENGLISH, marked
from registry.model.parties import Organisation
from registry.model.preview import ContentPreview, GroupPreview, Preview
from registry.release.preview import Listing, listing
from registry.snapshot import Directory, PublicProgramme, Snapshot
from registry.views.programmes import programme
from registry.web.desk.frame import Answer, Fault, Visit, page, work
from registry.web.desk.sponsor.told import chosen, own_programmes
from registry.web.desk.sponsor.workspace import Workspace
from registry.web.public.frame import Page
from registry.web.public.results.of_programme import head_part, plan_cards

PATH = "/desk/preview"
NAMES = {
    "known": marked("Known to be alive or dead"),
    "safety": marked("Adverse events"),
    "survival": marked("Survival"),
    "first-event": marked("First event"),
    "best-response": marked("Best response"),
}


def preview_page(desk: Workspace) -> HTTPRouteHandler:
    """The programme and the day to choose, and the page as of that day."""

    async def show(visit: Visit) -> Answer:
        programmes = await own_programmes(desk, visit)
        wanted = visit.asked("programme") or (programmes[0][0] if programmes else "")
        day = day_of(visit.asked("day")) or visit.today
        faults = []
        if wanted and not chosen(programmes, wanted):
            faults.append(Fault("programme", marked("Choose one of your programmes.")))
        if visit.asked("day") and day_of(visit.asked("day")) is None:
            faults.append(Fault("day", marked("Give a day such as 2028-03-31.")))
        found = None
        if wanted and not faults:
            owner = visit.principal.owner
            found = await listing(desk.previewer, owner.id, wanted, day, visit.today)
        return work(
            visit,
            "desk-preview.html",
            marked("Preview of the public page"),
            faults=faults,
            typed={"programme": wanted, "day": day.isoformat()},
            programmes=programmes,
            shown=as_page(found, visit.principal.owner) if found else None,
        )

    return page(desk.front, PATH, show)


def day_of(text: str) -> date | None:
    """A day as browsers send it; None for anything else."""
    try:
        return date.fromisoformat(text) if len(text) == len("2027-03-31") else None
    except ValueError:
        return None


def as_page(found: Listing, owner: Organisation) -> Page:
    """The preview as it stands on the page."""
    preview = found.preview
    return {
        "as_of": preview.as_of,
        "next_release": preview.next_release,
        "shared": preview.shared,
        "part": listed_part(found.listed, preview, owner) if found.listed else None,
        "groups": [group_row(group) for group in preview.groups or ()],
        "waiting": preview.waiting,
    }


def listed_part(listed: PublicProgramme, preview: Preview, owner: Organisation) -> Page:
    """The programme's part of the public page, without the blocks of numbers."""
    row = programme(snapshot_of(listed, preview, owner), listed.programme.id)
    if row is None:
        raise LookupError("a programme is in the snapshot made of it")
    around = head_part(row, listed.activity, ENGLISH)
    return around | {"cards": plan_cards(row, ENGLISH)}


def snapshot_of(listed: PublicProgramme, preview: Preview, owner: Organisation) -> Snapshot:
    """A snapshot that lists one programme and holds no number."""
    return Snapshot(
        number=0,
        as_of=preview.as_of,
        predecessor=None,
        policy_version="",
        policy_digest="",
        next_release=preview.next_release,
        directory=Directory(organisations=(owner,)),
        programmes=(listed,),
        endpoint_results=(),
        groups=(),
        released_on=preview.released_on,
    )


def group_row(group: GroupPreview) -> Page:
    """A group: how many of one's own patients it holds, and when what of it is public."""
    return {"id": group.id, "state": state_of(group), "contents": list(contents(group))}


def state_of(group: GroupPreview) -> str:
    """How many of one's own patients a group holds, and since or by when it is open."""
    count = group.accepted
    if group.opened_on:
        since = texts.day(group.opened_on)
        return ENGLISH.say("%(num)s of your patients, open since %(day)s.", num=count, day=since)
    if group.opens_on:
        return ENGLISH.say(
            "%(num)s of your patients, forming, opens on %(day)s at the latest.",
            num=count,
            day=texts.day(group.opens_on),
        )
    return ENGLISH.say("%(num)s of your patients, forming.", num=count)


def contents(group: GroupPreview) -> Iterator[tuple[str, str, str]]:
    """Every content of a group: its name, what of it is public, and what comes next."""
    yield marked("Infused and not infused"), *said(group.funnel_open, group.funnel_opens_on)
    for endpoint in group.endpoints:
        goal = ENGLISH.say("Goal %(goal)s", goal=endpoint.endpoint_id)
        yield goal, *said(endpoint.open, endpoint.opens_on)
    kinds: dict[str, list[ContentPreview]] = {}
    for content in group.contents:
        kinds.setdefault(content.content.partition("/")[0], []).append(content)
    for kind, those in kinds.items():
        yield NAMES.get(kind, kind.replace("-", " ").capitalize()), *reached(those)


def said(is_open: bool, opens_on: date | None) -> tuple[str, str]:
    """Whether something is public, and by when otherwise."""
    return (marked("public"), "") if is_open else (marked("not yet"), when(opens_on))


def reached(contents: Sequence[ContentPreview]) -> tuple[str, str]:
    """Up to which day a content with horizons is public, and by when the next one is."""
    shown = [content for content in contents if content.open]
    coming = [content for content in contents if not content.open]
    return public(shown[-1]) if shown else marked("not yet"), next_of(coming[0]) if coming else ""


def public(content: ContentPreview) -> str:
    """That a content is public, and up to which day where it reaches to one."""
    day = reach(content)
    return ENGLISH.say("public up to day %(day)s", day=day) if day else marked("public")


def next_of(content: ContentPreview) -> str:
    """By when a content is public, with the day it reaches to where it reaches to one."""
    day, opens_on = reach(content), content.opens_on
    if not day:
        return when(opens_on)
    if opens_on is None:
        return ENGLISH.say("day %(day)s no day is known yet", day=day)
    return ENGLISH.say("day %(day)s by %(date)s", day=day, date=texts.day(opens_on))


def reach(content: ContentPreview) -> str:
    """The day a content reaches to; empty where it reaches to none."""
    day = content.content.partition("/")[2]
    return day if day.isdecimal() else ""


def when(opens_on: date | None) -> str:
    """By when something is public."""
    if opens_on is None:
        return marked("no day is known yet")
    return ENGLISH.say("by %(date)s", date=texts.day(opens_on))
