"""What fills a field from the directory and the register of programmes: no number of a patient."""

from collections.abc import Callable, Iterator, Mapping

from registry.model.codes import ApprovalEventKind
from registry.model.product import Approval, Product
from registry.views.authority.entries import Entry, Fill, day, told
from registry.views.authority.subject import Subject
from registry.views.figures import Count
from registry.views.names import disease_label
from registry.views.notices import notice_of
from registry.views.permits import ENDS


def period(subject: Subject) -> Iterator[Entry]:
    """From the first day of the year to its last, or to the day of the snapshot."""
    last = min(subject.extent.last, subject.snapshot.as_of)
    return told(f"{day(subject.extent.first)} to {day(last)}")


def authority(subject: Subject) -> Iterator[Entry]:
    """The authority of the approval, else the competent ones of the country."""
    names, approval = subject.names.authorities, subject.approval
    if approval is not None and approval.authority_id in names:
        return told(names[approval.authority_id].name)
    mine = (each for each in names.values() if each.country == subject.extent.country)
    return told(*(each.name for each in mine if each.competent))


def holder(subject: Subject) -> Iterator[Entry]:
    """Who holds the approval; without one, the sponsors of the programmes."""
    approval, names = subject.approval, subject.names.organisations
    if approval is not None and approval.holder_id in names:
        return told(names[approval.holder_id].name)
    return told(*dict.fromkeys(row.sponsor_name for row in subject.programmes))


def events(*kinds: ApprovalEventKind) -> Fill:
    """The events of the approval of these kinds, with reason, as exactly as their source says."""

    def fill(subject: Subject) -> Iterator[Entry]:
        approval = subject.approval
        for event in approval.events if approval else ():
            if event.kind in kinds:
                reason = f" ({event.reason})" if event.reason else ""
                yield Entry(text=f"{event.on}{reason}", item=event.kind)

    return fill


def notice(subject: Subject) -> Iterator[Entry]:
    """The month of the safety notice of the product."""
    issued = notice_of(subject.snapshot, subject.product_id).issued
    return told(f"issued {issued}" if issued else "none issued")


def endpoints(subject: Subject) -> Iterator[Entry]:
    """The endpoints of the programmes, each with its goal as it was first locked."""
    for programme in subject.programmes:
        for row in programme.endpoints:
            yield Entry(
                text=f"{row.label}; goal: {row.goal_percent} per cent", item=programme.title
            )


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
            yield Entry(Count(subject.snapshot.as_of, row.planned_patients), item=row.title)


def sites(subject: Subject) -> Iterator[Entry]:
    """The hospitals of the programmes in the country."""
    ids = dict.fromkeys(id for row in subject.programmes for id in row.centre_ids)
    found = (subject.names.centres[id] for id in ids if id in subject.names.centres)
    return told(*(each.name for each in found if subject.extent.holds(each.country)))


FACTS: Mapping[str, Fill] = {
    "period": period,
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
    "ended": events(*ENDS),
    "planned": planned,
    "sites": sites,
    "notice": notice,
    "endpoints": endpoints,
}
