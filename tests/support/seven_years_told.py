"""The seven years in words: what each publication made public of each programme, line by line."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from seven_years import (
    ACCEPTED_LATER,
    ENDED,
    FATES,
    HELD,
    REPORTED,
    STOP,
    TREATED,
    TREATED_LATER,
    Fate,
    Played,
)

from registry import texts
from registry.model.bundle import PublicBundle, contents_in
from registry.model.decision import PublicDecision
from registry.model.sealed import GroupState, SealedGroup, contents_of
from registry.snapshot import PublicProgramme, Snapshot
from registry.views.endpoint_results import endpoint_results

PREFACE = """# Seven years of fourteen programmes

All are fictional and of one university. Before the dated lines stands what really happened; the
lines are what became public of it, on which release date. R0 to R6 are the stages of release.
"""
LEFT_OVER = "What is left of three small programmes"
PHRASES = {
    "manufacturing": "manufacture",
    "best-response": "best responses",
    "safety": "adverse events to day {}",
    "survival": "survival to day {}",
    "first-event": "first events to day {}",
    "survival-of-infused": "survival of the infused to day {}",
    "first-event-of-infused": "first events of the infused to day {}",
}
Told = dict[str, list[str]]


def timeline(played: Played) -> Told:
    """What each publication made public, by fate; then what several programmes share."""
    told: Told = {name: [] for name in (*played.names.values(), LEFT_OVER)}
    before: Snapshot | None = None
    for now in (frozen.snapshot for frozen in played.snapshots):
        for id, name in played.names.items():
            told[name] += dated(now, news(id, now, before))
        told[LEFT_OVER] += dated(now, shared_news(played, now, before))
        before = now
    return told


def dated(now: Snapshot, lines: Iterator[str]) -> list[str]:
    return [f"{now.as_of}  {line}" for line in lines]


def written(told: Told) -> str:
    """The whole timeline as a page of text."""
    fates = {fate.name: fate for fate in FATES}
    parts = (
        "\n".join([f"## {name}", *premise(fates.get(name)), "", *lines])
        for name, lines in told.items()
    )
    return PREFACE + "\n" + "\n\n".join(parts) + "\n"


def premise(fate: Fate | None) -> Iterator[str]:
    """What happens to a programme, as its patients and its sponsor know it."""
    if fate is None:
        return
    when = "accepted in November 2026 and told in" if fate.retrospective else "accepted in"
    yield f"{fate.patients} patients {when} March 2027; planned end {texts.day(fate.planned_end)}."
    dead = f", {fate.deaths} died on day 60" if fate.deaths else ""
    treated = f"Told on {texts.day(TREATED)}: all were infused, {fate.successes} responded{dead}."
    yield treated if fate.reports_visits else "Nothing more is ever told."
    if fate.later:
        yield f"{fate.later} more accepted in {ACCEPTED_LATER:%B %Y}."
        yield f"Told on {texts.day(TREATED_LATER)}: all of these were infused and responded."
    if fate.end is not None:
        yield f"{'Stopped for futility' if fate.end is STOP else 'Ended'} on {texts.day(ENDED)}."
    if fate.held:
        yield f"Its sponsor asks on {texts.day(HELD)} to wait for 12 months."
    if fate.verdict is not None:
        yield f'Its sponsor reports on {texts.day(REPORTED)}: "{texts.VERDICTS[fate.verdict]}"'


def news(id: str, now: Snapshot, before: Snapshot | None) -> Iterator[str]:
    """What a snapshot says of a programme that the one before did not."""
    groups = {group.id: group for group in before.groups} if before else {}
    bundles = {bundle.id: bundle for bundle in before.bundles} if before else {}
    for group in (group for group in now.groups if group.programme_id == id):
        yield from group_news(f"group {int(group.id[-3:])}", group, groups.get(group.id))
    for bundle in (bundle for bundle in now.bundles if bundle.programme_id == id):
        yield from bundle_news(bundle, bundles.get(bundle.id))
    row, earlier = row_of(id, now), row_of(id, before)
    if row is not None:
        yield from stage_news(row, earlier)
        yield from notice_news(row, now, before)
    said = standing(id, now)
    if said != standing(id, before):
        yield f"verdict: {said}"


def row_of(id: str, snapshot: Snapshot | None) -> PublicProgramme | None:
    rows = snapshot.programmes if snapshot else ()
    return next((row for row in rows if row.programme.id == id), None)


def group_news(name: str, group: SealedGroup, before: SealedGroup | None) -> Iterator[str]:
    """A group that is sealed, opened, or shows more."""
    if before is None and group.state is GroupState.FORMING:
        yield f"{name} is sealed: at least 11 patients"
    if group.state is GroupState.OPEN and (before is None or before.state is GroupState.FORMING):
        yield f"{name} opens: {group.accepted} patients were accepted"
    shown = set(contents_of(group)) - set(contents_of(before) if before else ())
    if shown:
        yield f"{name} shows: {'; '.join([*counts(group, shown), *phrases(shown)])}"


def bundle_news(bundle: PublicBundle, before: PublicBundle | None) -> Iterator[str]:
    """Curves of the infused that open."""
    shown = set(contents_in(bundle)) - set(contents_in(before) if before else ())
    numbers = " and ".join(str(int(id[-3:])) for id in bundle.group_ids)
    if shown:
        yield f"group {numbers} shows: {'; '.join(phrases(shown))}"


def counts(group: SealedGroup, shown: set[str]) -> Iterator[str]:
    """The numbers a reader asks for first: infused, successes, and of whom the status is known."""
    if group.funnel and "funnel" in shown:
        yield f"{group.funnel.infused} of {group.accepted} infused"
    for told in (told for told in group.endpoints if told.content in shown):
        yield f"{told.success} of {group.accepted} responded"
    for known in (known for known in group.known if known.content in shown):
        yield f"{known.known} known to be alive or dead on day {known.day}"


def phrases(shown: Iterable[str]) -> Iterator[str]:
    """The other contents in plain words, days of one kind together."""
    parts = sorted(content.partition("/")[::2] for content in shown)
    for kind, some in groupby(parts, key=lambda part: part[0]):
        if kind in PHRASES:
            args = [arg for _, arg in some]
            days = sorted(args, key=int) if all(map(str.isdigit, args)) else args
            yield PHRASES[kind].format(", ".join(days))


def stage_news(row: PublicProgramme, before: PublicProgramme | None) -> Iterator[str]:
    """Stages that open, holds, and what is said of the programme as a whole."""
    known = {decision.stage: decision for decision in before.decisions} if before else {}
    for decision in row.decisions:
        yield from decision_news(decision, known.get(decision.stage))
    for word in ("overdue", "silent"):
        if getattr(row, word) and not (before and getattr(before, word)):
            yield f"the programme is called {word}"


def decision_news(now: PublicDecision, before: PublicDecision | None) -> Iterator[str]:
    """One stage: whether it opened, is held, or when it is final at the latest."""
    if now.open and not (before and before.open):
        labels = f" (labelled {', '.join(now.labels)})" if now.labels else ""
        yield f"{now.stage} opens: {texts.STAGES[now.stage]}{labels}"
    if now.hold and not (before and before.hold):
        yield f"{now.stage} is held back by its sponsor until {now.hold.until}"
    if now.stage == "R4" and not now.open and now.latest_on != (before and before.latest_on):
        yield f"results are final on {now.latest_on} at the latest"


def notice_news(row: PublicProgramme, now: Snapshot, before: Snapshot | None) -> Iterator[str]:
    """A safety notice for the programme's product."""
    known = {notice.product_id for notice in before.safety_notices} if before else set()
    for notice in now.safety_notices:
        if notice.product_id == row.programme.product_id and notice.product_id not in known:
            yield f"a safety notice is issued for its product ({notice.month})"


def standing(id: str, snapshot: Snapshot | None) -> str:
    """The verdict, or the public words in its place."""
    if row_of(id, snapshot) is None or snapshot is None:
        return ""
    (result,) = endpoint_results(snapshot, programme=id)
    if result.verdict.value is not None:
        return texts.VERDICTS[result.verdict.value]
    together = result.verdict_set
    words = f" {texts.verdict_set(together.met, together.total)}" if together else ""
    withheld = result.verdict.withheld
    return texts.WITHHELD[withheld.reason] + words if withheld else ""


def shared_news(played: Played, now: Snapshot, before: Snapshot | None) -> Iterator[str]:
    """Remainder groups and sets of verdicts, with the programmes they are of."""
    known = {group.id: group for group in before.groups} if before else {}
    for group in (group for group in now.groups if group.programme_ids):
        if group.id not in known:
            yield f"patients of these form one group: {names(played, group.programme_ids)}"
        yield from group_news("the group", group, known.get(group.id))
    sets = {formed.id for formed in before.verdict_sets} if before else set()
    for formed in (formed for formed in now.verdict_sets if formed.id not in sets):
        told = texts.verdict_set(formed.met, formed.total)
        yield f"{told} They are: {names(played, formed.programme_ids)}"


def names(played: Played, ids: Iterable[str]) -> str:
    return "; ".join(sorted(f'"{played.names[id]}"' for id in ids))
