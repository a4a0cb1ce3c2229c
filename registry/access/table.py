"""Who may do what: one row per act, deny by default (docs/access.md is made from it).

A place that has no row is open to nobody: a sponsor field without one fails every request, a route
without one keeps the application from starting, a command without one fails the tests.
"""

from enum import StrEnum

from msgspec import Struct

from registry.model.access import Role, Scope


class Ownership(StrEnum):
    """Whose data a row is about."""

    PUBLIC = "public, without an account"
    OWN = "of one's own organisation"
    REGISTRY = "of the whole registry"
    SERVER = "at the server's own shell, with its key files"
    ELSEWHERE = "outside the registry, without any right in it"


class Row(Struct, frozen=True):
    """One act: where it is done, by which roles, under which scope of a key, on whose data.

    `places` are fields (`Mutation.correct`), routes (`POST /sponsor/graphql`) and commands
    (`he-registry publish`); one that ends in `*` speaks for all that begin so.
    """

    id: str
    sentence: str
    places: tuple[str, ...]
    ownership: Ownership
    roles: frozenset[Role] = frozenset()
    scope: Scope | None = None


EVERYBODY = frozenset(Role)
SENDERS = frozenset({Role.SUBMITTER, Role.DATA_STEWARD})
STEWARDS = frozenset({Role.DATA_STEWARD})
CURATORS = frozenset({Role.CURATOR})
BOARD = frozenset({Role.BOARD_MEMBER})
AUDITORS = frozenset({Role.AUDITOR})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})


def public(id: str, sentence: str, *places: str) -> Row:
    """What anybody may do."""
    return Row(id, sentence, places, Ownership.PUBLIC)


def own(id: str, sentence: str, roles: frozenset[Role], scope: Scope | None, *places: str) -> Row:
    """What an organisation's people and keys may do with its own data."""
    return Row(id, sentence, places, Ownership.OWN, roles, scope)


def forms_at(*acts: str) -> tuple[str, ...]:
    """The places of acts of a sponsor as forms: shown and sent."""
    return tuple(f"{method} /desk/acts/{act}" for act in acts for method in ("GET", "POST"))


def registry(id: str, sentence: str, roles: frozenset[Role], *places: str) -> Row:
    """What people of the registry may do with what concerns everybody."""
    return Row(id, sentence, places, Ownership.REGISTRY, roles)


def server(id: str, sentence: str, *places: str) -> Row:
    """What needs the server itself rather than an account."""
    return Row(id, sentence, places, Ownership.SERVER)


def elsewhere(id: str, sentence: str, *places: str) -> Row:
    """What runs with somebody else and is judged only where it sends something."""
    return Row(id, sentence, places, Ownership.ELSEWHERE)


ROWS = (
    public(
        "read-public",
        "Read pages, files, the log and public GraphQL answers: nothing but published snapshots.",
        "public Query.*",
        "GET *",
        "HEAD *",
        "OPTIONS *",
        "GET /r/he_registry.py",
        "POST /graphql",
    ),
    public(
        "see-health",
        "Ask whether the registry lives, is ready, and is degraded and why.",
        *(
            f"{method} /health{part}"
            for method in ("GET", "HEAD")
            for part in ("", "/ready", "/live")
        ),
    ),
    public(
        "check-offer",
        "Check an offer by a form; nothing of it is kept.",
        "POST /check",
        "POST /de/check",
        "POST /es/check",
    ),
    public(
        "knock",
        "Knock at the sponsor surface with a key. Each field is then judged by its own row.",
        "POST /sponsor/graphql",
    ),
    public(
        "sign-in",
        "Sign in and out, take over an invited account, manage one's own sessions and passkeys.",
        "GET /sign-in",
        "POST /sign-in",
        "POST /sign-in/provider",
        "GET /sign-in/callback",
        "POST /sign-in/passkey",
        "POST /sign-in/passkey/options",
        "POST /sign-out",
        "GET /invitation",
        "POST /invitation",
        "GET /account",
        "POST /account/sign-out-everywhere",
        "POST /account/passkeys",
        "POST /account/passkeys/options",
        "POST /account/passkeys/remove",
    ),
    own(
        "know-oneself",
        "See one's own organisation, its programmes and one's rights.",
        EVERYBODY,
        None,
        "Query.me",
    ),
    own(
        "read-own",
        "Read what one's own organisation sent, in every version, and what is due.",
        SENDERS,
        Scope.READ_OWN,
        "Query.dueVisits",
        "Query.episode",
        "Query.submission",
        "Query.programmeDocument",
        "GET /desk",
        "GET /desk/completeness",
        "GET /desk/due",
        "GET /desk/due/{id:str}/due.csv",
        "GET /desk/due/{id:str}/due.ics",
        "GET /desk/template",
        "GET /desk/template/{id:str}/{name:str}",
        "GET /desk/receipts",
        "GET /desk/receipts/{digest:str}",
        "GET /desk/receipts/{digest:str}/receipt.json",
    ),
    own(
        "preview-own",
        "See when one's own programmes become public; never a result.",
        SENDERS,
        Scope.PREVIEW,
        "Query.releasePreview",
        "GET /desk/preview",
    ),
    own(
        "submit-own",
        "Send and correct notices and outcomes of one's own patients.",
        SENDERS,
        Scope.SUBMIT,
        "Mutation.submitOutcomes",
        "Mutation.correct",
        "POST /sponsor/submissions",
        "GET /desk/correct",
        "POST /desk/correct",
        "GET /desk/send",
        "POST /desk/send",
        "POST /desk/send/store",
        "POST /desk/send/correct",
        "POST /desk/send/file",
    ),
    own(
        "declare-own",
        "Register products, approvals and programmes; report results, costs, advice, plain words.",
        SENDERS,
        Scope.DECLARE,
        "Mutation.registerProduct",
        "Mutation.recordApproval",
        "Mutation.changeApproval",
        "Mutation.registerProgramme",
        "Mutation.changeProgrammeStatus",
        "Mutation.announceCutOff",
        "Mutation.requestKey",
        "Mutation.changeEndpoint",
        "Mutation.reportEndpointResult",
        "Mutation.reportCosts",
        "Mutation.reportAdvice",
        "Mutation.writeLaySummary",
        "GET /desk/acts",
        *forms_at("product", "approval", "approval-change", "programme", "endpoint", "status"),
        *forms_at("cut-off"),
        *forms_at("result", "costs", "advice", "key"),
        "GET /desk/summary",
        "POST /desk/summary",
    ),
    own(
        "answer-for-own",
        "Answer for one's own organisation: attest a year, ask for a hold.",
        STEWARDS,
        Scope.DECLARE,
        "Mutation.attest",
        "Mutation.requestHold",
        "GET /desk/hold",
        "POST /desk/hold",
        *forms_at("attest"),
    ),
    own(
        "withdraw-own",
        "Ask for the withdrawal of one's own patient; a curator confirms it.",
        STEWARDS,
        Scope.WITHDRAW,
        "Mutation.withdrawPatient",
        *forms_at("withdraw"),
    ),
    registry(
        "see-waiting",
        "See what waits for a decision: proposals, holds, counts of work.",
        CURATORS | BOARD | AUDITORS,
        "GET /board",
    ),
    registry(
        "curate",
        "Confirm withdrawals, decide about duplicates and lineages, see who touched a pseudonym.",
        CURATORS,
        "GET /board/duplicates",
        "POST /board/duplicates",
        "GET /board/withdrawals",
        "POST /board/withdrawals",
        "GET /board/lineages",
        "POST /board/lineages",
        "GET /board/wish",
        "POST /board/wish",
        "he-registry withdrawals *",
        "he-registry duplicates *",
        "he-registry touched",
        "he-registry lineages join",
        "he-registry wishes enter",
    ),
    registry(
        "enter-facts",
        "Enter sourced facts of the directory.",
        CURATORS,
        "GET /board/permits",
        "POST /board/permits",
        "GET /board/organisations",
        "POST /board/organisations",
        "GET /board/hospitals",
        "POST /board/hospitals",
        "he-registry directory *",
    ),
    registry(
        "approve",
        "Approve a publication, an erratum, a delay or a wish. Two different people must.",
        BOARD,
        "he-registry approve",
        "he-registry erratum",
        "he-registry delay",
        "GET /board/publication",
        "POST /board/publication",
        "GET /board/proposals/{digest:str}",
        "POST /board/proposals/{digest:str}",
        "GET /board/delay",
        "POST /board/delay",
        "GET /board/erratum",
        "POST /board/erratum",
        "GET /board/wishes",
        "POST /board/wishes",
        "he-registry wishes outlook",
        "he-registry wishes decide",
    ),
    registry(
        "release",
        "Publish from the board's page exactly the bytes that two people of the board approved.",
        BOARD,
        "GET /board/publication/release",
        "POST /board/publication/release",
    ),
    server(
        "publish",
        "Publish the same from the command line.",
        "he-registry publish",
    ),
    registry(
        "manage-access",
        "Invite people, grant and revoke roles, suspend; issue and revoke API keys.",
        ADMINISTRATORS,
        "GET /board/accounts",
        "POST /board/accounts",
        "GET /board/accounts/invite",
        "POST /board/accounts/invite",
        "GET /board/keys",
        "POST /board/keys",
        "he-registry accounts *",
        "he-registry keys issue",
        "he-registry keys rotate",
        "he-registry keys revoke",
        "he-registry keys list",
        "he-registry keys register-signing",
    ),
    registry(
        "audit",
        "Read the audit trail: who did what, when and why.",
        AUDITORS,
        "GET /board/audit",
        "he-registry audit",
    ),
    server(
        "look",
        "List lineages and wishes, which are public anyway.",
        "he-registry lineages list",
        "he-registry wishes list",
    ),
    server(
        "run",
        "Install, serve, back up, restore, move, change the registry's own keys, simulate.",
        "he-registry demo",
        "he-registry migrate",
        "he-registry backup",
        "he-registry restore",
        "he-registry move",
        "he-registry serve",
        "he-registry files",
        "he-registry simulate",
        "he-registry contract",
        "he-registry messages",
        "he-registry keys rotate-log",
        "he-registry keys rotate-column-key",
        "he-registry keys rotate-root",
    ),
    elsewhere(
        "work-at-a-hospital",
        "Prepare, check, send and ask, with an API key where something is sent.",
        "he-registry template",
        "he-registry pseudonymise",
        "he-registry check",
        "he-registry submit",
        "he-registry receipt",
        "he-registry correct",
        "he-registry due",
        "he-registry preview",
        "he-registry keys new-signing",
    ),
    elsewhere(
        "verify",
        "Verify public files and receipts.",
        "he-registry verify",
    ),
)


def row_of(place: str) -> Row | None:
    """The row that speaks for a place, by the longest match; None where nobody may do it."""
    matching = [
        (pattern, row) for row in ROWS for pattern in row.places if speaks_for(pattern, place)
    ]
    return max(matching, key=lambda found: len(found[0]))[1] if matching else None


def speaks_for(pattern: str, place: str) -> bool:
    """Whether a pattern means a place."""
    if pattern.endswith("*"):
        return place.startswith(pattern[:-1])
    return place == pattern
