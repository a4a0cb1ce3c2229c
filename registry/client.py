"""Talking to a registry from a script or a hospital's tool, with the model's own structs.

    async with httpx.AsyncClient(base_url="https://registry.example") as http:
        client = RegistryClient(http, key)
        answer = await client.submit_outcomes(SubmissionBatch(programme_id, notices=(…)))

Refusals are answers (`Rejected` with every finding); only an unreachable registry, one that stays
busy, or one that answers something else, raises RegistryUnreachable. Nothing submitted stands in an
exception.
"""

from collections.abc import Callable, Sequence
from datetime import date
from enum import Enum
from functools import cache
from typing import Any

import httpx
import msgspec
from msgspec import Struct
from msgspec.structs import FieldInfo

from registry.errors import AccessRefused, RegistryUnreachable
from registry.model.due import DueStatus, DueVisit
from registry.model.naming import camel
from registry.model.preview import Preview
from registry.model.programme import ProgrammeDocument
from registry.model.records import StoredRecord
from registry.model.registration import (
    AdviceDraft,
    ApprovalChangeDraft,
    ApprovalDraft,
    AttestationDraft,
    CostDraft,
    CutOffDraft,
    Draft,
    EndpointChangeDraft,
    EndpointResultDraft,
    HoldDraft,
    LaySummaryDraft,
    ProductDraft,
    ProgrammeDraft,
    Recorded,
    StatusDraft,
)
from registry.model.submission import (
    Accepted,
    CorrectionBatch,
    Rejected,
    StoredContent,
    SubmissionBatch,
)
from registry.patience import WAITING, Patience, patiently

PATH = "/sponsor/graphql"
UNAUTHORISED = 401

RECORD = """mutation ($input: %s!, $idempotencyKey: String, $dryRun: Boolean! = false) {
  answer: %s(input: $input, idempotencyKey: $idempotencyKey, dryRun: $dryRun) {
    __typename
    ... on Recorded { id digest receivedOn dryRun repeated receipt }
    ... on Rejected { findings { rule path message remedy row severity } }
  }
}"""
SUBMIT = """mutation ($input: %s!, $idempotencyKey: String, $dryRun: Boolean! = false) {
  answer: %s(input: $input, idempotencyKey: $idempotencyKey, dryRun: $dryRun) {
    __typename
    ... on Accepted {
      submissionId digest receivedOn dryRun repeated outcomes new unchanged nextRelease receipt
      changes { row path kind before after }
      registered { pseudonym sequence }
      warnings { rule path message remedy row severity }
    }
    ... on Rejected { findings { rule path message remedy row severity } }
  }
}"""
PROGRAMME = """query ($programmeId: ID!) {
  answer: programmeDocument(programmeId: $programmeId)
}"""
DUE = """query ($programmeId: ID!, $statuses: [DueStatus!], $after: String) {
  answer: dueVisits(programmeId: $programmeId, statuses: $statuses, first: 1000, after: $after) {
    __typename endCursor hasNextPage
    visits { sequence window status earliest latest visit }
  }
}"""
EPISODE = """query ($programmeId: ID!, $pseudonym: String!) {
  answer: episode(programmeId: $programmeId, pseudonym: $pseudonym) {
    __typename sequence revision notice history { kind key version value }
  }
}"""
SUBMISSION = """query ($digest: String!) {
  answer: submission(digest: $digest) { __typename submissionId digest subject receivedOn receipt }
}"""
PREVIEW = """query ($programmeId: ID!, $asOf: Date) {
  answer: releasePreview(programmeId: $programmeId, asOf: $asOf) {
    __typename programmeId asOf releasedOn nextRelease shared waiting
    stages { stage label open openedOn opensOn reason }
    groups {
      id formedOn open openedOn opensOn accepted funnelOpen funnelOpensOn
      endpoints { endpointId open opensOn }
      contents { content open opensOn }
    }
  }
}"""
SUBMISSIONS = ("SubmissionBatchInput", "submitOutcomes")
CORRECTIONS = ("CorrectionBatchInput", "correct")
FIELDS: dict[type[Struct], tuple[str, str]] = {
    ProductDraft: ("ProductInput", "registerProduct"),
    ApprovalDraft: ("ApprovalInput", "recordApproval"),
    ApprovalChangeDraft: ("ApprovalChangeInput", "changeApproval"),
    ProgrammeDraft: ("ProgrammeInput", "registerProgramme"),
    StatusDraft: ("StatusInput", "changeProgrammeStatus"),
    CutOffDraft: ("CutOffInput", "announceCutOff"),
    HoldDraft: ("HoldInput", "requestHold"),
    EndpointChangeDraft: ("EndpointChangeInput", "changeEndpoint"),
    EndpointResultDraft: ("EndpointResultInput", "reportEndpointResult"),
    CostDraft: ("CostInput", "reportCosts"),
    AdviceDraft: ("AdviceInput", "reportAdvice"),
    LaySummaryDraft: ("LaySummaryInput", "writeLaySummary"),
    AttestationDraft: ("AttestationInput", "attest"),
}
ME = "query { answer: me { __typename id name country synthetic programmes { id title } } }"


class OwnProgramme(Struct, frozen=True):
    """A programme the key's organisation registered."""

    id: str
    title: str


class Me(Struct, frozen=True):
    """The organisation a key belongs to, with its programmes."""

    id: str
    name: str
    country: str
    synthetic: bool
    programmes: tuple[OwnProgramme, ...]


class DueList(Struct, frozen=True):
    """A page of due visits."""

    visits: tuple[DueVisit, ...]
    end_cursor: str | None
    has_next_page: bool


ANSWERS: dict[str, type[Struct]] = {
    "Accepted": Accepted,
    "Recorded": Recorded,
    "Rejected": Rejected,
    "Me": Me,
    "DueList": DueList,
    "Submission": StoredContent,
    "EpisodeRecord": StoredRecord,
    "ReleasePreview": Preview,
}


class RegistryClient:
    """A sponsor's view of a registry; `http` carries address, timeouts and proxies.

    `sign` makes the header `Registry-Signature` of a path and a body, where the sponsor signs what
    it sends.
    A registry that is busy is asked again when it says so, as long as `patience` lasts: whatever
    is sent again is stored once.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        key: str,
        sign: Callable[[str, bytes], str] | None = None,
        patience: Patience = Patience(),  # noqa: B008 - it never changes
    ) -> None:
        self._http, self._sign, self._patience = http, sign, patience
        self._headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    async def record(
        self, draft: Draft, *, idempotency_key: str | None = None, dry_run: bool = False
    ) -> Recorded | Rejected:
        """Register a product, a programme, a hold, a result …: one draft each."""
        document = RECORD % FIELDS[type(draft)]
        answer: Recorded | Rejected = await self._send(document, draft, idempotency_key, dry_run)
        return answer

    async def submit_outcomes(
        self, batch: SubmissionBatch, *, idempotency_key: str | None = None, dry_run: bool = False
    ) -> Accepted | Rejected:
        """Send notices of acceptance and news of patients; stored whole or not at all."""
        document = SUBMIT % SUBMISSIONS
        answer: Accepted | Rejected = await self._send(document, batch, idempotency_key, dry_run)
        return answer

    async def correct(
        self, batch: CorrectionBatch, *, idempotency_key: str | None = None, dry_run: bool = False
    ) -> Accepted | Rejected:
        """Correct stored facts; Rejected with `based-on-latest` where somebody was faster."""
        document = SUBMIT % CORRECTIONS
        answer: Accepted | Rejected = await self._send(document, batch, idempotency_key, dry_run)
        return answer

    async def due_visits(
        self, programme_id: str, statuses: Sequence[DueStatus] = (DueStatus.DUE, DueStatus.OVERDUE)
    ) -> tuple[DueVisit, ...] | None:
        """The follow-up windows of these statuses, in order of registration, page after page; None
        where the programme is not yours.
        """
        visits: list[DueVisit] = []
        variables = {"programmeId": programme_id, "statuses": list(statuses), "after": None}
        while True:
            page: DueList | None = await self._post(DUE, variables)
            if page is None:
                return None
            visits += page.visits
            if not page.has_next_page:
                return tuple(visits)
            variables["after"] = page.end_cursor

    async def programme(self, programme_id: str) -> ProgrammeDocument | None:
        """A programme for offline use; None where it is not yours."""
        told: str | None = await self._post(PROGRAMME, {"programmeId": programme_id})
        return None if told is None else msgspec.json.decode(told, type=ProgrammeDocument)

    async def episode(self, programme_id: str, pseudonym: str) -> StoredRecord | None:
        """What is stored of one of your patients; None where nothing is."""
        asked = {"programmeId": programme_id, "pseudonym": pseudonym}
        answer: StoredRecord | None = await self._post(EPISODE, asked)
        return answer

    async def submission(self, digest: str) -> StoredContent | None:
        """What a content you sent became; None where the registry does not have it."""
        answer: StoredContent | None = await self._post(SUBMISSION, {"digest": digest})
        return answer

    async def release_preview(self, programme_id: str, as_of: date | None = None) -> Preview | None:
        """What would be public of a programme on a day; None where it is not yours."""
        asked = {"programmeId": programme_id, "asOf": as_of}
        answer: Preview | None = await self._post(PREVIEW, asked)
        return answer

    async def me(self) -> Me:
        """Whose key this is."""
        answer: Me = await self._post(ME, {})
        return answer

    async def _send(
        self, document: str, value: Struct, idempotency_key: str | None, dry_run: bool
    ) -> Any:
        variables = {
            "input": as_input(value),
            "idempotencyKey": idempotency_key,
            "dryRun": dry_run,
        }
        return await self._post(document, variables)

    async def _post(self, document: str, variables: dict[str, Any]) -> Any:
        body = msgspec.json.encode({"query": document, "variables": variables})
        try:
            signed = {"Registry-Signature": self._sign(PATH, body)} if self._sign else {}
            headers = self._headers | signed
            response = await patiently(
                lambda: self._http.post(PATH, content=body, headers=headers), self._patience
            )
        except httpx.HTTPError as fault:
            raise RegistryUnreachable(
                f"The registry could not be reached ({type(fault).__name__}).",
                "Check address and network, then send the same batch again; it is stored once.",
            ) from None
        return answer_of(response)


def answer_of(response: httpx.Response) -> Any:
    """The answer as a model struct; RegistryUnreachable where there is none."""
    if response.status_code == UNAUTHORISED:
        raise AccessRefused("The registry does not accept this API key.", "Ask it for a new one.")
    if response.status_code in WAITING:
        raise RegistryUnreachable(
            f"The registry can answer nothing at the moment (HTTP {response.status_code}).",
            "Wait some minutes, then send the same batch again; it is stored once.",
        )
    try:
        body = msgspec.json.decode(response.content)
        if any(e["extensions"]["code"] == "FORBIDDEN" for e in body.get("errors", ())):
            raise AccessRefused("This API key may not do this.", "Ask for a key with this scope.")
        answer = body["data"]["answer"]
        if not isinstance(answer, dict):
            return answer
        return msgspec.convert(snake(answer), ANSWERS[answer["__typename"]])
    except (msgspec.MsgspecError, AttributeError, KeyError, TypeError):
        raise RegistryUnreachable(
            f"The registry answered with HTTP {response.status_code} and no result.",
            "Check the API key and that client and registry have the same version.",
        ) from None


def as_input(value: Any) -> Any:
    """A struct as the variables of the sponsor schema: camelCase names, enum member names.

    Fields that stand at their default are left out.
    """
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, Struct):
        fields = fields_of(type(value))
        told = {f.name: getattr(value, f.name) for f in fields}
        kept = {f.name for f in fields if f.required or told[f.name] != f.default}
        return {camel(name): as_input(told[name]) for name in told if name in kept}
    return [as_input(item) for item in value] if isinstance(value, tuple) else value


@cache
def fields_of(kind: type[Struct]) -> tuple[FieldInfo, ...]:
    """The fields of a struct, worked out once: it takes longer than to send them."""
    return msgspec.structs.fields(kind)


def snake(value: Any) -> Any:
    """The keys of an answer as the model writes them."""
    if isinstance(value, dict):
        return {
            "".join(f"_{c.lower()}" if c.isupper() else c for c in k): snake(v)
            for k, v in value.items()
            if k != "__typename"
        }
    return [snake(item) for item in value] if isinstance(value, list) else value
