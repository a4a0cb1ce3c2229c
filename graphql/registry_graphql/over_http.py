"""The HTTP of GraphQL: what a well-formed request is, which media type answers it, what refuses it.

Source: GraphQL over HTTP, first edition (September 2026), https://http-spec.graphql.org/September2026/;
docs/graphql-over-http.md goes through it requirement by requirement.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import msgspec
from litestar import Request
from litestar.enums import HttpMethod
from litestar.exceptions import HTTPException, NotAuthorizedException, PermissionDeniedException
from msgspec import Struct

from registry_graphql.errors import TRY_LATER, Code

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"

WRITE = [HttpMethod.POST]
READ_AND_WRITE = [HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST]
# spelled and sorted as the framework answers OPTIONS
POST_ONLY = {"Allow": "OPTIONS, POST"}
POST_OR_GET = {"Allow": "GET, HEAD, OPTIONS, POST"}

AnyRequest = Request[Any, Any, Any]

PARTIAL = 294
MOST_PARAMETERS = 20
# longer requests are read each time they come; shorter ones are remembered: 8 MB with their keys
SHORT = 4_000
# whether an answer may be kept: only as long as the snapshot is the same, or not at all
REVALIDATED = "public, no-cache"
NEVER_KEPT = "no-store"
FOR_EVER = "public, max-age=31536000, immutable"


class Asked(Struct, frozen=True):
    """A well-formed request: a document, or the id of one; the JSON of a body has this shape."""

    query: str | None = None
    document_id: str | None = msgspec.field(default=None, name="documentId")
    variables: dict[str, Any] | None = None
    operation_name: str | None = msgspec.field(default=None, name="operationName")
    extensions: dict[str, Any] | None = None


class Problem(Struct, frozen=True):
    """Why a request is not executed: HTTP status, code, one sentence, headers that go with it."""

    status: int
    code: Code
    sentence: str
    headers: Mapping[str, str] = {}


class MediaRange(NamedTuple):
    """One entry of an Accept header (RFC 9110, 12.5.1), with its place in the header."""

    kind: str
    quality: float
    place: int

    def weight(self, media_type: str) -> tuple[int, float, int]:
        """How closely it names a type (0: not at all), how much that is wanted, how early."""
        ranges = ("", "*/*", media_type.split("/")[0] + "/*", media_type)
        closeness = ranges.index(self.kind) if self.kind in ranges else 0
        return closeness, self.quality, -self.place


# no text holds it, and PostgreSQL cannot store it
NUL = "\\u0000"

NOT_ACCEPTABLE = Problem(406, Code.NOT_ACCEPTABLE, f"accept {GRAPHQL_JSON} or {JSON}")
WRONG_TYPE = Problem(415, Code.WRONG_MEDIA_TYPE, f"send a body of type {JSON} in UTF-8")
NO_JSON = Problem(400, Code.BAD_REQUEST, "send a body that is one JSON document")
BAD_BODY = Problem(
    422,
    Code.BAD_REQUEST,
    "send one JSON object with a text `query` or `documentId` and, if needed, an object"
    " `variables`, a text `operationName` and an object `extensions`",
)
BAD_ADDRESS = Problem(
    422,
    Code.BAD_REQUEST,
    "give `query` or `documentId` and, if needed, `operationName`, and JSON objects `variables`"
    " and `extensions`, each once",
)
UNKNOWN_DOCUMENT = Problem(
    422,
    Code.UNKNOWN_DOCUMENT,
    "no document has this id; graphql/operations/manifest.json lists all",
)
NO_OPERATION = Problem(
    422, Code.NO_OPERATION, "name one of the operations of the document in `operationName`"
)
TOO_COSTLY = Problem(
    422, Code.TOO_COSTLY, "the request costs more than the limit; ask for fewer rows or fields"
)
MUTATION_BY_GET = Problem(405, Code.METHOD_NOT_ALLOWED, "send mutations by POST", POST_ONLY)
USE_POST = Problem(405, Code.METHOD_NOT_ALLOWED, "use POST", POST_ONLY)
USE_POST_OR_GET = Problem(405, Code.METHOD_NOT_ALLOWED, "use POST or GET", POST_OR_GET)

BAD_REQUEST = Problem(400, Code.BAD_REQUEST, "this is not a GraphQL request")
UNAVAILABLE = Problem(503, Code.UNAVAILABLE, TRY_LATER, {"Retry-After": "30"})
RAISED = {
    each.status: each
    for each in (
        Problem(401, Code.UNAUTHENTICATED, "", {"WWW-Authenticate": 'Bearer realm="he-registry"'}),
        Problem(403, Code.FORBIDDEN, ""),
        Problem(413, Code.TOO_LARGE, "the request is too large, send it in parts"),
        Problem(429, Code.TOO_MANY_REQUESTS, "too many requests, try again later"),
        UNAVAILABLE,
    )
}


def wait_for(seconds: int) -> Problem:
    """What is refused now and may be asked again after some seconds."""
    problem = RAISED[429]
    return Problem(429, problem.code, problem.sentence, {"Retry-After": str(seconds)})


@lru_cache(64)
def negotiated(accept: str) -> str | None:
    """The media type of the answer; None if the client takes neither (RFC 9110, 12.5.1).

    The closest entry speaks for a type. Then quality decides, closeness, and order in the header;
    without a header and for `*/*` the answer is application/json.
    """
    if not accept.strip():
        return JSON
    ranges = [media_range(text, place) for place, text in enumerate(accept.split(","))]
    wanted = []
    for media_type in (GRAPHQL_JSON, JSON):
        closeness, quality, place = max(each.weight(media_type) for each in ranges)
        if closeness and quality:
            wanted.append((quality, closeness, place, media_type))
    return max(wanted)[-1] if wanted else None


def media_range(text: str, place: int) -> MediaRange:
    """One entry of an Accept header; an unreadable quality counts as refusal."""
    kind, *parameters = (part.strip().lower() for part in text.split(";"))
    quality = next((each[2:] for each in parameters if each.startswith("q=")), "1")
    readable = quality.replace(".", "", 1).isdecimal() and quality.isascii()
    return MediaRange(kind, min(float(quality), 1.0) if readable else 0.0, place)


def other_than(methods: Sequence[HttpMethod]) -> list[HttpMethod]:
    """The methods a surface refuses; the framework answers OPTIONS, and servers refuse TRACE."""
    elsewhere = {*methods, HttpMethod.OPTIONS, HttpMethod.TRACE}
    return [method for method in HttpMethod if method not in elsewhere]


async def asked_by_post(request: AnyRequest) -> Asked | Problem:
    """The request in a JSON body; no other type, or a form on a foreign page could send it."""
    content_type = header(request.scope["headers"], "content-type")
    if not is_utf8_json(content_type):
        return WRONG_TYPE
    return asked_in_body(await request.body())


def asked_in_body(body: bytes) -> Asked | Problem:
    """The request in the bytes of a JSON body."""
    try:
        if NUL.encode() in body:
            return BAD_BODY
        return one_document(msgspec.json.decode(body, type=Asked)) or BAD_BODY
    except msgspec.ValidationError:
        return BAD_BODY
    except (ValueError, RecursionError):
        return NO_JSON


def one_document(asked: Asked) -> Asked | None:
    """The request, if it names exactly one document."""
    return asked if (asked.query is None) != (asked.document_id is None) else None


def header(headers: Iterable[tuple[bytes, bytes]], name: str) -> str:
    """The value of a header, of several in one line (RFC 9110, 5.3); empty where there is none.

    Names are in lower case, as ASGI says.
    """
    sought = name.encode()
    found = b", ".join([value for each, value in headers if each == sought])
    return found.decode("latin-1")


def status_and_type(status: int, partial: bool, accept: str) -> tuple[int, str]:
    """The status of an answer, and the media type the client prefers for it.

    A partial result is 294 where the media type says what that means, else 200. Refusals are
    always application/graphql-response+json: anything on the way could send JSON with 4xx or 5xx.
    """
    media_type = negotiated(accept) or JSON
    if status >= 300:
        return status, GRAPHQL_JSON
    return (PARTIAL if partial and media_type == GRAPHQL_JSON else status), media_type


def is_utf8_json(content_type: str) -> bool:
    """Whether a body is declared as JSON in UTF-8, which is assumed where nothing is said."""
    kind, *parameters = (part.strip().lower() for part in content_type.split(";"))
    charsets = [each[8:].strip('"') for each in parameters if each.startswith("charset=")]
    return kind == JSON and all(each == "utf-8" for each in charsets)


def asked_in_address(query_string: bytes) -> Asked | Problem:
    """The request in the query string; empty parameters count as left out.

    A parameter that stands twice, bytes that are not UTF-8 and more than a few parameters are
    refused: whoever keeps answers must read an address exactly as whoever makes them.
    """
    try:
        pairs = parse_qsl(
            query_string.decode("ascii"), errors="strict", max_num_fields=MOST_PARAMETERS
        )
        given: dict[str, Any] = {name: value for name, value in pairs if value}
        if len(given) != len(pairs) or any(NUL in v or "\0" in v for v in given.values()):
            return BAD_ADDRESS
        for name in given.keys() & {"variables", "extensions"}:
            given[name] = msgspec.json.decode(given[name])
        return one_document(msgspec.convert(given, Asked)) or BAD_ADDRESS
    except (ValueError, RecursionError):
        return BAD_ADDRESS


def key_of(scope: Mapping[str, Any], body: bytes) -> bytes | None:
    """What identifies a question for whoever keeps answers: media type and canonical request.

    None for what is refused, or cannot be written canonically (numbers beyond 64 bits).
    """
    by_post, accept = scope["method"] == "POST", header(scope["headers"], "accept")
    content_type = header(scope["headers"], "content-type") if by_post else ""
    text: bytes = body if by_post else scope["query_string"]
    key = remembered_key if len(accept) + len(content_type) + len(text) < SHORT else canonical_key
    return key(by_post, accept, content_type, text)


def canonical_key(by_post: bool, accept: str, content_type: str, text: bytes) -> bytes | None:
    """The same for every way to send the same question.

    The arguments are all of a request that says what is asked, as it was sent.
    """
    media_type = negotiated(accept)
    if media_type is None or (by_post and not is_utf8_json(content_type)):
        return None
    asked = asked_in_body(text) if by_post else asked_in_address(text)
    if isinstance(asked, Problem):
        return None
    try:
        return media_type.encode() + b" " + msgspec.json.encode(asked, order="sorted")
    except (ValueError, OverflowError, RecursionError):
        return None


remembered_key = lru_cache(1_000)(canonical_key)


def problem_of(error: HTTPException) -> Problem:
    """What a guard, the context or the framework raised.

    Only the detail of 401 and 403 is passed on: those are our own sentences, while the framework
    writes submitted values into others.
    """
    problem = RAISED.get(error.status_code, BAD_REQUEST)
    own = isinstance(error, NotAuthorizedException | PermissionDeniedException)
    sentence = error.detail if own else problem.sentence
    headers = {**problem.headers, **(error.headers or {})}
    return Problem(problem.status, problem.code, sentence, headers)
