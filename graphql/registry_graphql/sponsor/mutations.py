"""What a sponsor may send.

Every mutation takes an idempotency key and a dry run. Expected refusals are members of the
answer's union, never errors.
"""

import strawberry

from registry.intake.accept import accept_submission
from registry.intake.corrections import accept_correction
from registry.intake.register import accept_draft
from registry.intake.withdraw import accept_withdrawal
from registry.model import registration
from registry.model.submission import CorrectionBatch, SubmissionBatch, Withdrawal
from registry_graphql.inputs import input_of
from registry_graphql.sponsor.answers import (
    Accepted,
    Recorded,
    RecordResult,
    Rejected,
    SubmitResult,
    shown,
)
from registry_graphql.sponsor.desk import Info, desk_of, envelope_of

ProductInput = input_of(registration.ProductDraft)
ApprovalInput = input_of(registration.ApprovalDraft)
ApprovalChangeInput = input_of(registration.ApprovalChangeDraft)
ProgrammeInput = input_of(registration.ProgrammeDraft)
StatusInput = input_of(registration.StatusDraft)
EndpointChangeInput = input_of(registration.EndpointChangeDraft)
EndpointResultInput = input_of(registration.EndpointResultDraft)
CostInput = input_of(registration.CostDraft)
CutOffInput = input_of(registration.CutOffDraft)
HoldInput = input_of(registration.HoldDraft)
AdviceInput = input_of(registration.AdviceDraft)
LaySummaryInput = input_of(registration.LaySummaryDraft)
AttestationInput = input_of(registration.AttestationDraft)
KeyRequestInput = input_of(registration.KeyRequestDraft)
SubmissionBatchInput = input_of(SubmissionBatch)
WithdrawalInput = input_of(Withdrawal)
CorrectionBatchInput = input_of(CorrectionBatch)


async def record(
    info: Info, draft: registration.Draft, idempotency_key: str | None, dry_run: bool
) -> Recorded | Rejected:
    """Record one draft."""
    desk = desk_of(info)
    envelope = envelope_of(desk, idempotency_key, dry_run)
    answer: Recorded | Rejected = shown(await accept_draft(desk.intake, draft, envelope))
    return answer


@strawberry.type(description="What a sponsor may send.")
class Mutation:
    """Mutations of the sponsor surface."""

    @strawberry.mutation(description="Register a product.")
    async def register_product(
        self,
        info: Info,
        input: ProductInput,  # type: ignore[valid-type]
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> RecordResult:
        """Register a product; the answer carries its id."""
        return await record(info, input, idempotency_key, dry_run)

    @strawberry.mutation(description="Record a national Hospital Exemption decision.")
    async def record_approval(
        self,
        info: Info,
        input: ApprovalInput,  # type: ignore[valid-type]
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> RecordResult:
        """Record an approval with its history and the centres that work under it."""
        return await record(info, input, idempotency_key, dry_run)

    @strawberry.mutation(description="Tell what is new of an approval: events, end, offers.")
    async def change_approval(
        self,
        info: Info,
        input: ApprovalChangeInput,  # type: ignore[valid-type]
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> RecordResult:
        """Change an approval; its history is kept, and offers stand as they are told now."""
        return await record(info, input, idempotency_key, dry_run)

    @strawberry.mutation(description="Register a programme before its first outcome.")
    async def register_programme(
        self,
        info: Info,
        input: ProgrammeInput,  # type: ignore[valid-type]
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> RecordResult:
        """Register a programme; its endpoints are locked with digest and day."""
        return await record(info, input, idempotency_key, dry_run)

    @strawberry.mutation(description="Close a programme to acceptance, stop it, or end it.")
    async def change_programme_status(
        self,
        info: Info,
        input: StatusInput,  # type: ignore[valid-type]
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> RecordResult:
        """Change a programme's status; a stop carries its coded reason."""
        return await record(info, input, idempotency_key, dry_run)

    @strawberry.mutation(description="Announce a public cut-off before its day.")
    async def announce_cut_off(
        self,
        info: Info,
        input: CutOffInput,  # type: ignore[valid-type]
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> RecordResult:
        """Announce a cut-off; who was registered up to it is published apart from later ones."""
        return await record(info, input, idempotency_key, dry_run)

    @strawberry.mutation(description="Ask to wait with interim efficacy, once per lineage.")
    async def request_hold(
        self,
        info: Info,
        input: HoldInput,  # type: ignore[valid-type]
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> RecordResult:
        """Request a hold: public, with its reason, and ended by the calendar."""
        return await record(info, input, idempotency_key, dry_run)

    @strawberry.mutation(description="State a locked endpoint otherwise; the first lock counts.")
    async def change_endpoint(
        self,
        info: Info,
        input: EndpointChangeInput,  # type: ignore[valid-type]
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> RecordResult:
        """Change an endpoint; the new version is kept and shown beside what was locked."""
        return await record(info, input, idempotency_key, dry_run)

    @strawberry.mutation(description="Report the verdict on a locked endpoint, failed or met.")
    async def report_endpoint_result(
        self,
        info: Info,
        input: EndpointResultInput,  # type: ignore[valid-type]
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> RecordResult:
        """Report an endpoint result; it becomes public when its stage opens, whatever it says."""
        return await record(info, input, idempotency_key, dry_run)

    @strawberry.mutation(description="Report what a programme cost in a year.")
    async def report_costs(
        self,
        info: Info,
        input: CostInput,  # type: ignore[valid-type]
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> RecordResult:
        """Report a cost in integer minor units."""
        return await record(info, input, idempotency_key, dry_run)

    @strawberry.mutation(description="Report scientific advice or an exemption evaluation.")
    async def report_advice(
        self,
        info: Info,
        input: AdviceInput,  # type: ignore[valid-type]
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> RecordResult:
        """Report advice a product received; its summary is for the public to read."""
        return await record(info, input, idempotency_key, dry_run)

    @strawberry.mutation(description="Say in plain words what a product is, in one language.")
    async def write_lay_summary(
        self,
        info: Info,
        input: LaySummaryInput,  # type: ignore[valid-type]
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> RecordResult:
        """The summary, or its next version; it holds no number and speaks of no patient."""
        return await record(info, input, idempotency_key, dry_run)

    @strawberry.mutation(description="Attest that all consecutive patients of a year are entered.")
    async def attest(
        self,
        info: Info,
        input: AttestationInput,  # type: ignore[valid-type]
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> RecordResult:
        """Attest for one centre and year, with planned and actual numbers."""
        return await record(info, input, idempotency_key, dry_run)

    @strawberry.mutation(description="Wish that future groups be split by one more key.")
    async def request_key(
        self,
        info: Info,
        input: KeyRequestInput,  # type: ignore[valid-type]
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> RecordResult:
        """Put a key on the public wish list; the board decides on counts alone."""
        return await record(info, input, idempotency_key, dry_run)

    @strawberry.mutation(description="Send notices of acceptance and outcomes of patients.")
    async def submit_outcomes(
        self,
        info: Info,
        input: SubmissionBatchInput,  # type: ignore[valid-type]
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> SubmitResult:
        """Submit a batch; it is stored whole or not at all."""
        desk = desk_of(info)
        envelope = envelope_of(desk, idempotency_key, dry_run)
        answer: Accepted | Rejected = shown(await accept_submission(desk.intake, input, envelope))
        return answer

    @strawberry.mutation(description="A patient withdraws; published numbers stay as they are.")
    async def withdraw_patient(
        self,
        info: Info,
        input: WithdrawalInput,  # type: ignore[valid-type]
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> RecordResult:
        """Withdraw a patient; exclusion and erasure take effect when a curator confirms."""
        desk = desk_of(info)
        envelope = envelope_of(desk, idempotency_key, dry_run)
        answer: Recorded | Rejected = shown(await accept_withdrawal(desk.intake, input, envelope))
        return answer

    @strawberry.mutation(description="Correct stored facts, with a reason; old versions are kept.")
    async def correct(
        self,
        info: Info,
        input: CorrectionBatchInput,  # type: ignore[valid-type]
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> SubmitResult:
        """Correct facts of episodes; refused where the record was changed since it was read."""
        desk = desk_of(info)
        envelope = envelope_of(desk, idempotency_key, dry_run)
        answer: Accepted | Rejected = shown(await accept_correction(desk.intake, input, envelope))
        return answer
