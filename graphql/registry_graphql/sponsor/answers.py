"""What a sponsor is answered: stored, or every finding. Never the values themselves."""

from datetime import date
from typing import Annotated, Any

import strawberry
from msgspec import Struct

from registry.model import registration, submission
from registry.model.submission import ChangeKind, Severity
from registry_graphql.inputs import enum_of


@strawberry.type(description="One problem in what was sent. Never carries the value itself.")
class Finding:
    """A finding as the sponsor sees it."""

    rule: str = strawberry.field(description="Id of the rule, stable; see docs/rules.md.")
    path: str = strawberry.field(description="Place in the input, for example notices[3].centreId.")
    message: str = strawberry.field(description="What is wrong, in one sentence.")
    remedy: str = strawberry.field(description="What to do.")
    row: int | None = strawberry.field(description="Index in its list, counted from 0.")
    severity: enum_of(Severity) = strawberry.field(  # type: ignore[valid-type]
        description="ERROR stops the whole submission; WARNING is stored with it."
    )


@strawberry.type(description="A newly registered patient's place in the programme.")
class EpisodeReceipt:
    """Sequence number of a registered episode."""

    pseudonym: str = strawberry.field(description="The source pseudonym as you sent it.")
    sequence: int = strawberry.field(description="Order of registration in the programme, from 1.")


@strawberry.type(description="What one fact of a submission does to what is stored.")
class Change:
    """A change as its sender sees it."""

    row: int = strawberry.field(description="Index in its list, counted from 0.")
    path: str = strawberry.field(
        description="Place in the input, for example outcomes[3].visits[0]."
    )
    kind: enum_of(ChangeKind) = strawberry.field(  # type: ignore[valid-type]
        description="NEW, UNCHANGED, or by a correction CHANGED or TAKEN_BACK."
    )
    before: str | None = strawberry.field(description="What is stored, as JSON.")
    after: str | None = strawberry.field(description="What would be stored, as JSON.")


@strawberry.type(description="The submission is stored durably (or, in a dry run, would be).")
class Accepted:
    """An accepted submission."""

    submission_id: str = strawberry.field(description="Keep it; it names this submission.")
    digest: str = strawberry.field(description="SHA-256 of the canonical batch, in hex.")
    received_on: date = strawberry.field(description="Day of receipt (UTC).")
    dry_run: bool = strawberry.field(description="True when nothing was stored.")
    repeated: bool = strawberry.field(description="True when the same batch was stored before.")
    registered: list[EpisodeReceipt] = strawberry.field(description="New patients, in your order.")
    outcomes: int = strawberry.field(description="Of how many patients news were told.")
    new: int = strawberry.field(description="How many facts are new.")
    unchanged: int = strawberry.field(description="How many facts were stored already, the same.")
    changes: list[Change] = strawberry.field(description="Every fact; in a dry run only.")
    next_release: date | None = strawberry.field(
        description="First day on which anything of it can count publicly; in a dry run only."
    )
    warnings: list[Finding] = strawberry.field(description="What to look at; it was stored.")
    receipt: str | None = strawberry.field(
        description="The log's receipt as JSON: it verifies offline; null where nothing is stored."
    )


@strawberry.type(description="The fact is stored durably (or, in a dry run, would be).")
class Recorded:
    """A recorded fact."""

    id: strawberry.ID = strawberry.field(description="Id of what was registered, stable for ever.")
    digest: str = strawberry.field(description="SHA-256 of the canonical input, in hex.")
    received_on: date = strawberry.field(description="Day of receipt (UTC).")
    dry_run: bool = strawberry.field(description="True when nothing was stored.")
    repeated: bool = strawberry.field(description="True when the same input was stored before.")
    receipt: str | None = strawberry.field(
        description="The log's receipt as JSON: it verifies offline; null where nothing is stored."
    )


@strawberry.type(description="Nothing was stored. Every problem is listed, in one pass.")
class Rejected:
    """A refused input."""

    findings: list[Finding] = strawberry.field(description="All findings, not only the first.")


SubmitResult = Annotated[Accepted | Rejected, strawberry.union("SubmitResult")]
RecordResult = Annotated[Recorded | Rejected, strawberry.union("RecordResult")]

OUTPUTS: dict[type[Struct], Any] = {
    submission.Finding: Finding,
    submission.EpisodeReceipt: EpisodeReceipt,
    submission.Change: Change,
    submission.Accepted: Accepted,
    submission.Rejected: Rejected,
    registration.Recorded: Recorded,
}


def shown(value: Any) -> Any:
    """A model struct as its output type, all the way down."""
    if isinstance(value, tuple):
        return [shown(item) for item in value]
    if type(value) not in OUTPUTS:
        return value
    fields = value.__struct_fields__
    return OUTPUTS[type(value)](**{name: shown(getattr(value, name)) for name in fields})
