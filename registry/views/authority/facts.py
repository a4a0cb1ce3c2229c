"""What fills a field from the directory and the register of programmes: no number of a patient."""

from collections.abc import Callable, Iterator, Mapping

from registry.model.codes import ApprovalEventKind, Clock, OrganisationRole
from registry.model.product import Approval, Product, first_day
from registry.views.authority.entries import Entry, Fill, Scope, day, told
from registry.views.authority.profile import report_profile
from registry.views.authority.subject import Subject
from registry.views.endpoints import EndpointRow
from registry.views.extent import Extent
from registry.views.figures import Count
from registry.views.names import disease_label
from registry.views.notices import notice_of

STARTS = {Clock.ACCEPTANCE: "acceptance", Clock.FIRST_ADMINISTRATION: "first administration"}


def period_end(subject: Subject) -> Iterator[Entry]:
    """The last day of the year, or the day of the snapshot where that is earlier."""
    return told(day(min(subject.extent.last, subject.snapshot.as_of)))


def authority(subject: Subject) -> Iterator[Entry]:
    """The authority of the approval, else the competent ones of the country."""
    names, approval = subject.names.authorities, subject.approval
    if approval is not None and approval.authority_id in names:
        return told(names[approval.authority_id].name)
    mine = (each for each in names.values() if each.country == subject.extent.country)
    return told(*(each.name for each in mine if each.competent))


def holder(subject: Subject) -> Iterator[Entry]:
    """Who holds the approval; where no source says so, the sponsors of the programmes."""
    approval, names = subject.approval, subject.names.organisations
    if approval is not None and approval.holder_id in names:
        return told(names[approval.holder_id].name)
    sponsors = dict.fromkeys(row.sponsor_name for row in subject.programmes if row.sponsor_name)
    return (Entry(text=name, item_id=OrganisationRole.SPONSOR) for name in sponsors)


def events(kind: ApprovalEventKind) -> Fill:
    """The events of the approval of a kind by the end of the year, as exactly as their source says.

    The item is why.
    """

    def fill(subject: Subject) -> Iterator[Entry]:
        approval = subject.approval
        for event in approval.events if approval else ():
            if event.kind is kind and has_begun(event.on, subject.extent):
                yield Entry(text=event.on, item_id=event.reason or "")

    return fill


def has_begun(on: str, extent: Extent) -> bool:
    """Whether a day, as exactly as it is known, can be one of the year or before."""
    first = first_day(on)
    return first is None or first <= extent.last


def notice(subject: Subject) -> Iterator[Entry]:
    """The month of the safety notice of the product, if it was issued by the end of the year."""
    issued = notice_of(subject.snapshot, subject.product_id).issued
    is_told = issued is not None and has_begun(issued, subject.extent)
    return told(f"issued {issued}" if is_told else "none issued")


def endpoints(read: Callable[[EndpointRow], str]) -> Fill:
    """What the endpoints of the programmes state, as they were first locked."""

    def fill(subject: Subject) -> Iterator[Entry]:
        for programme in subject.programmes:
            for row in programme.endpoints:
                yield Entry(text=read(row), item_id=programme.id, outcome_id=row.outcome.id)

    return fill


def named(row: EndpointRow) -> str:
    """An endpoint by name, role and the day of its lock; that it was stated otherwise later."""
    said = f"{row.label} ({row.role.lower()}, locked on {day(row.locked_on)})"
    return f"{said}; stated otherwise later, which counts for nothing" if row.changed else said


def time_point(row: EndpointRow) -> str:
    """The day on which success is judged, and from when it counts."""
    return f"day {row.outcome.day} after {STARTS[row.outcome.clock]}"


def criterion(row: EndpointRow) -> str:
    """The share that must succeed, and of whom."""
    return f"at least {row.goal_percent} per cent of the {row.population.lower()}"


def of_approval(read: Callable[[Approval], str]) -> Fill:
    """What the approval states, if there is one."""
    return lambda subject: told(read(subject.approval) if subject.approval else "")


def of_product(read: Callable[[Product], str | None]) -> Fill:
    """What is known of the product."""
    return lambda subject: told(read(subject.product) if subject.product else "")


def indication(subject: Subject) -> Iterator[Entry]:
    """The disease of the approval, and those of the programmes."""
    diseases = [subject.approval.disease] if subject.approval else []
    diseases += [row.disease for row in subject.programmes]
    return told(*dict.fromkeys(map(disease_label, diseases)))


def planned(subject: Subject) -> Iterator[Entry]:
    """How many patients each programme planned, as it stated."""
    for row in subject.programmes:
        if row.planned_patients is not None:
            number = Count(subject.snapshot.as_of, row.planned_patients)
            yield Entry(number, item_id=row.id, scope=Scope.PROGRAMME)


def sites(subject: Subject) -> Iterator[Entry]:
    """The hospitals of the programmes in the country."""
    ids = dict.fromkeys(id for row in subject.programmes for id in row.centre_ids)
    found = (subject.names.centres[id] for id in ids if id in subject.names.centres)
    return told(*(each.name for each in found if subject.extent.holds(each.country)))


FACTS: Mapping[str, Fill] = {
    "profile-version": lambda _: told(report_profile().version),
    "period-start": lambda subject: told(day(subject.extent.first)),
    "period-end": period_end,
    "country": lambda subject: told(subject.extent.country),
    "authority": authority,
    "holder": holder,
    "local-id": of_approval(lambda approval: approval.local_id),
    "product": of_product(lambda product: product.name),
    "active-substance": of_product(lambda product: product.active_substance),
    "atmp-class": of_product(lambda product: product.atmp_class),
    "indication": indication,
    "granted": events(ApprovalEventKind.GRANTED),
    "valid-until": of_approval(lambda approval: day(approval.valid_to)),
    "renewed": events(ApprovalEventKind.RENEWED),
    "conditions": of_approval(lambda approval: approval.conditions),
    "varied": events(ApprovalEventKind.VARIED),
    "suspended": events(ApprovalEventKind.SUSPENDED),
    "withdrawn": events(ApprovalEventKind.WITHDRAWN),
    "revoked": events(ApprovalEventKind.REVOKED),
    "lapsed": events(ApprovalEventKind.LAPSED),
    "planned-programme": planned,
    "sites": sites,
    "notice": notice,
    "endpoint": endpoints(named),
    "definition": endpoints(lambda row: row.outcome.label),
    "time-point": endpoints(time_point),
    "criterion": endpoints(criterion),
}
