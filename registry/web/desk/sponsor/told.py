"""What the forms of the sponsor workspace have in common: who sends, and what was found."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from registry.intake.own import Own
from registry.intake.register import programmes_of
from registry.intake.tools import Envelope
from registry.language import marked
from registry.model.submission import Finding, Sender
from registry.web.desk.frame import Fault, Visit
from registry.web.desk.sponsor.workspace import Workspace

Options = Sequence[tuple[str, str]]
IDENTIFIED = marked(
    "This text looks like a direct identifier and was not kept. Remove names, numbers and dates of "
    "persons."
)


def envelope_of(visit: Visit, *, dry_run: bool = False) -> Envelope:
    """What is sent in the name of the person's organisation; the person stands in the audit."""
    sender = Sender(visit.principal.owner.id, visit.principal.actor)
    return Envelope(sender, visit.now, dry_run=dry_run)


def faults_of(findings: Iterable[Finding], fields: Collection[str]) -> list[Fault]:
    """Findings at the fields of a form that they name; the others are about the whole."""
    told = (
        Fault(finding.path if finding.path in fields else "", f"{finding.message} {finding.remedy}")
        for finding in findings
    )
    return list(dict.fromkeys(told))


async def own_programmes(desk: Workspace, visit: Visit) -> Options:
    """The programmes of the person's organisation, to choose from."""
    own = await programmes_of(desk.intake.database, visit.principal.owner.id)
    return [(programme.id, programme.title) for programme in own]


def titles_of(own: Own) -> Mapping[str, str]:
    """What an organisation registered, by id, as people call it."""
    programmes = {programme.id: programme.title for programme in own.programmes}
    return programmes | {product.id: product.name for product in own.products}


def title_of(subject: str, titles: Mapping[str, str]) -> str:
    """What was sent is about a programme or product, or of one: its title. Empty for another."""
    return titles.get(subject) or titles.get(subject.partition(".")[0], "")


def chosen(options: Options, value: str) -> bool:
    """Whether a value is one of those to choose from."""
    return any(value == option for option, _ in options)
