"""What became public between two snapshots, and what of it was changed."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum

from msgspec import Struct

from registry.model.bundle import contents_in
from registry.model.decision import Standing
from registry.model.product import Approval
from registry.model.sealed import GroupState, SealedGroup, contents_of
from registry.snapshot import PublicEndpointResult, PublicProgramme, Snapshot
from registry.views.names import Names, names_of


class ChangeKind(StrEnum):
    """What happened between two snapshots."""

    PROGRAMME_REGISTERED = "PROGRAMME_REGISTERED"
    PROGRAMME_STATUS = "PROGRAMME_STATUS"
    STAGE_OPENED = "STAGE_OPENED"
    VERDICT_PUBLISHED = "VERDICT_PUBLISHED"
    VERDICT_CHANGED = "VERDICT_CHANGED"
    GROUP_SEALED = "GROUP_SEALED"
    GROUP_OPENED = "GROUP_OPENED"
    CONTENT_OPENED = "CONTENT_OPENED"
    CONTENT_CORRECTED = "CONTENT_CORRECTED"
    SAFETY_NOTICE = "SAFETY_NOTICE"
    ERRATUM = "ERRATUM"
    APPROVAL_RECORDED = "APPROVAL_RECORDED"
    APPROVAL_CHANGED = "APPROVAL_CHANGED"


class ChangeRow(Struct, frozen=True):
    """One thing that is otherwise in the later snapshot. Nothing is ever taken away.

    `subject_id` is of the programme, decision, endpoint result, group, bundle, product, erratum or
    approval; `value` what is new of it: a stage, a verdict, the id of a content, a month, a reason.
    `before` is what a corrected content or a changed verdict was: a release date, a verdict.
    """

    id: str
    kind: ChangeKind
    subject_id: str
    programme_ids: tuple[str, ...]
    product_id: str | None
    value: str
    before: str
    synthetic: bool
    as_of: date


class _Found(Struct, frozen=True):
    """A change before it is told as a row."""

    kind: ChangeKind
    subject_id: str
    programme_ids: tuple[str, ...] = ()
    product_id: str | None = None
    value: str = ""
    before: str = ""


def changes(earlier: Snapshot, later: Snapshot) -> tuple[ChangeRow, ...]:
    """What changed from one snapshot to a later one, in order of id. Source: both snapshots.

    The same snapshot twice has no changes. What opens on the way from one to the other is told
    once, whether it is asked for in one step or in several.
    """
    names = names_of(later)
    found = (
        *_programmes(earlier, later),
        *_verdicts(earlier, later),
        *_groups(earlier, later),
        *_contents(earlier, later),
        *_notices(earlier, later),
        *_approvals(earlier, later),
    )
    rows = (_row(each, names, later.as_of) for each in found)
    return tuple(sorted(rows, key=lambda row: row.id))


def _row(found: _Found, names: Names, as_of: date) -> ChangeRow:
    programmes = [names.programmes[id] for id in found.programme_ids]
    product_id = found.product_id or (programmes[0].product_id if len(programmes) == 1 else None)
    product = names.products.get(product_id or "")
    invented = programmes[0].synthetic if programmes else product is not None and product.synthetic
    return ChangeRow(
        id="|".join((found.kind, found.subject_id, found.value)),
        kind=found.kind,
        subject_id=found.subject_id,
        programme_ids=found.programme_ids,
        product_id=product_id,
        value=found.value,
        before=found.before,
        synthetic=invented,
        as_of=as_of,
    )


def _programmes(earlier: Snapshot, later: Snapshot) -> Iterator[_Found]:
    before = {row.programme.id: row for row in earlier.programmes}
    for row in later.programmes:
        known = before.get(row.programme.id)
        if known is None:
            id = row.programme.id
            yield _Found(ChangeKind.PROGRAMME_REGISTERED, id, (id,), value=row.programme.route)
        yield from _programme(known, row)


def _programme(before: PublicProgramme | None, row: PublicProgramme) -> Iterator[_Found]:
    """Events of a programme, and stages that opened."""
    id = row.programme.id
    for event in row.programme.events[len(before.programme.events) if before else 0 :]:
        yield _Found(ChangeKind.PROGRAMME_STATUS, id, (id,), value=event.kind)
    was_open = {each.stage for each in before.decisions if each.open} if before else set()
    for decision in row.decisions:
        if decision.open and decision.stage not in was_open:
            subject = f"{id}.{decision.stage}"
            yield _Found(ChangeKind.STAGE_OPENED, subject, (id,), value=decision.stage)


def _verdicts(earlier: Snapshot, later: Snapshot) -> Iterator[_Found]:
    before = _published(earlier)
    for id, public in _published(later).items():
        verdict, programme = str(public.result.verdict or ""), (public.result.programme_id,)
        if id not in before:
            yield _Found(ChangeKind.VERDICT_PUBLISHED, id, programme, value=verdict)
        elif str(before[id].result.verdict or "") != verdict:
            was = str(before[id].result.verdict or "")
            yield _Found(ChangeKind.VERDICT_CHANGED, id, programme, value=verdict, before=was)


def _published(snapshot: Snapshot) -> dict[str, PublicEndpointResult]:
    shown = Standing.PUBLISHED
    return {each.result.id: each for each in snapshot.endpoint_results if each.standing is shown}


def _groups(earlier: Snapshot, later: Snapshot) -> Iterator[_Found]:
    before: Mapping[str, SealedGroup] = {group.id: group for group in earlier.groups}
    for group in later.groups:
        known = before.get(group.id)
        if known is None:
            yield _Found(ChangeKind.GROUP_SEALED, group.id, group.programmes)
        opened = group.state is GroupState.OPEN
        if opened and (known is None or known.state is not GroupState.OPEN):
            yield _Found(ChangeKind.GROUP_OPENED, group.id, group.programmes)


def _contents(earlier: Snapshot, later: Snapshot) -> Iterator[_Found]:
    """Contents of groups and bundles, opened or counted anew."""
    before = _all_contents(earlier)
    owners = {each.id: each.programmes for each in later.groups}
    owners |= {each.id: (each.programme_id,) for each in later.bundles}
    for (subject, content), counted in _all_contents(later).items():
        was = before.get((subject, content), ...)
        if was is ...:
            yield _Found(ChangeKind.CONTENT_OPENED, subject, owners[subject], value=content)
        elif was != counted:
            kind, day = ChangeKind.CONTENT_CORRECTED, was.isoformat() if was else ""
            yield _Found(kind, subject, owners[subject], value=content, before=day)


def _all_contents(snapshot: Snapshot) -> dict[tuple[str, str], date | None]:
    groups = ((each.id, contents_of(each)) for each in snapshot.groups)
    bundles = ((each.id, contents_in(each)) for each in snapshot.bundles)
    return {
        (id, content): counted
        for id, contents in (*groups, *bundles)
        for content, counted in contents.items()
    }


def _notices(earlier: Snapshot, later: Snapshot) -> Iterator[_Found]:
    """Safety notices and errata."""
    known = {notice.product_id for notice in earlier.safety_notices}
    for notice in later.safety_notices:
        if notice.product_id not in known:
            id = notice.product_id
            yield _Found(ChangeKind.SAFETY_NOTICE, id, product_id=id, value=notice.month)
    decided = {erratum.id for erratum in earlier.errata}
    owners = {each.id: each.programmes for each in later.groups}
    owners |= {each.id: (each.programme_id,) for each in later.bundles}
    for erratum in later.errata:
        if erratum.id not in decided:
            programmes = owners[erratum.subject_id]
            yield _Found(ChangeKind.ERRATUM, erratum.id, programmes, value=erratum.reason)


def _approvals(earlier: Snapshot, later: Snapshot) -> Iterator[_Found]:
    before: Mapping[str, Approval] = {each.id: each for each in earlier.directory.approvals}
    for approval in later.directory.approvals:
        known = before.get(approval.id)
        product = approval.product_id
        if known is None:
            kind = ChangeKind.APPROVAL_RECORDED
            yield _Found(kind, approval.id, product_id=product, value=approval.country)
        elif known != approval:
            last = approval.events[-1].kind if approval.events else ""
            yield _Found(ChangeKind.APPROVAL_CHANGED, approval.id, product_id=product, value=last)
