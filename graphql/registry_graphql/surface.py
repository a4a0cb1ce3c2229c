"""GraphQL over HTTP: one endpoint per schema, and the right status for everything that is wrong.

Follows the first edition of the specification (September 2026, `over_http.py` names it). Where it
leaves a choice:

- Without `Accept`, and for `*/*`, the answer is `application/json`, which every tool shows.
- A client that takes only `application/json` gets the same statuses, but 200 instead of 294.
- Limits count as validation: 422, with a code of their own.

Batches, uploads, subscriptions and a built-in explorer do not exist here.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import msgspec
from graphql import FieldNode, OperationDefinitionNode, OperationType
from litestar import Controller, Response, route
from litestar.enums import HttpMethod
from litestar.exceptions import HTTPException
from litestar.types import ExceptionHandlersMap, Guard
from msgspec import Struct

from registry.errors import RegistryError
from registry.front.rates import Spend, free
from registry.front.redaction import frames_of
from registry_graphql import over_http
from registry_graphql.errors import UNWELL, CleanError, Code, clean_errors, clean_fault
from registry_graphql.limits import Limits, RegistrySchema, variable_faults
from registry_graphql.over_http import AnyRequest, Asked, Problem

ContextGetter = Callable[[AnyRequest], Awaitable[object]]
Body = Mapping[str, Any]
KEEP_NOTHING = "keep_nothing"
"""Set in the context of a request whose answer no cache may keep, whatever the surface allows."""


class Answer(Struct, frozen=True):
    """What is sent back. Early errors have no `data` at all, partial results have both."""

    status: int
    body: Body
    headers: Mapping[str, str] = {}


class Endpoint(Struct, frozen=True):
    """What the handlers of one surface share."""

    schema: RegistrySchema
    context_getter: ContextGetter
    new_error_id: Callable[[], str]
    kept: str
    pinning: str
    spend: Spend

    @property
    def limits(self) -> Limits:
        """How much one request may ask."""
        return self.schema.limits

    async def respond(self, request: AnyRequest) -> Response[bytes]:
        """Answer one request, whatever it is."""
        if over_http.negotiated(accepted(request)) is None:
            return written(request, refusal(over_http.NOT_ACCEPTABLE))
        if request.method == HttpMethod.POST:
            asked = await over_http.asked_by_post(request)
        else:
            asked = over_http.asked_in_address(request.scope["query_string"])
        if isinstance(asked, Problem):
            return written(request, refusal(asked))
        return written(request, await self.answer(request, asked))

    async def answer(self, request: AnyRequest, asked: Asked) -> Answer:
        """Find and check the document, choose the operation, execute it."""
        text = self.schema.trusted.get(asked.document_id or "", asked.query)
        if text is None:
            return refusal(over_http.UNKNOWN_DOCUMENT)
        checked = self.schema.check(text)
        operation = checked.operation(asked.operation_name)
        reads = operation is None or operation.operation is OperationType.QUERY
        if not reads and request.method != HttpMethod.POST:
            return refusal(over_http.MUTATION_BY_GET)
        if checked.faults:
            errors = [clean_fault(fault) for fault in checked.faults]
            return Answer(status_before_execution(errors), {"errors": errors})
        if operation is None:
            return refusal(over_http.NO_OPERATION)
        too_much = [clean_fault(fault) for fault in variable_faults(asked.variables, self.limits)]
        if too_much:
            return Answer(422, {"errors": too_much})
        cost = self.schema.cost(checked, operation, asked.variables)
        if cost > self.limits.cost:
            return with_cost(refusal(over_http.TOO_COSTLY), cost, self.limits)
        wait = self.spend(request.client.host if request.client else "", cost)
        if wait:
            return with_cost(refusal(over_http.wait_for(wait)), cost, self.limits)
        answer = await self.execute(request, text, asked, is_pinned(operation, self.pinning))
        return with_cost(answer, cost, self.limits)

    async def execute(self, request: AnyRequest, text: str, asked: Asked, pinned: bool) -> Answer:
        """Execute a checked operation; a `pinned` one asks only of a snapshot it names."""
        context = await self.context_getter(request)
        result = await self.schema.execute(
            text,
            variable_values=asked.variables,
            context_value=context,
            operation_name=asked.operation_name or None,
        )
        if not result.errors:
            kept = self.kept_by(context, pinned and None not in (result.data or {}).values())
            return Answer(200, {"data": result.data}, {"Cache-Control": kept})
        errors = clean_errors(result.errors, self.report)
        if is_unavailable(result.data, errors):
            return refusal(over_http.UNAVAILABLE)
        if result.data is None and not any(error.path for error in result.errors):
            return Answer(status_before_execution(errors), {"errors": errors})
        return Answer(200, {"errors": errors, "data": result.data})

    def kept_by(self, context: object, for_ever: bool) -> str:
        """How long a complete answer may be kept."""
        if isinstance(context, dict) and KEEP_NOTHING in context:
            return over_http.NEVER_KEPT
        return over_http.FOR_EVER if for_ever else self.kept

    def report(self, error: Exception) -> str:
        """Log the kind of an unexpected error and the lines by which it came; give its id.

        Message and values are not logged: they may hold what a hospital has sent. Only our own
        errors say in words without values what happened and what to do.
        """
        error_id = self.new_error_id()
        said = {"said": str(error)} if isinstance(error, RegistryError) else {}
        import structlog  # slow to import, needed only when something fails

        log = structlog.get_logger("registry_graphql")
        kind = type(error).__name__
        log.error("unexpected error", error_id=error_id, type=kind, frames=frames_of(error), **said)
        return error_id

    def on_http_error(self, request: AnyRequest, error: HTTPException) -> Response[bytes]:
        """What guards, context and framework refuse, in the shape of GraphQL."""
        if error.status_code == 500:
            return self.on_error(request, error)
        return written(request, refusal(over_http.problem_of(error)))

    def on_error(self, request: AnyRequest, error: Exception) -> Response[bytes]:
        """An unexpected error outside of any field."""
        if isinstance(error, UNWELL):
            self.report(error)
            return written(request, refusal(over_http.UNAVAILABLE))
        problem = Problem(500, Code.INTERNAL, f"internal error {self.report(error)}")
        return written(request, refusal(problem))


def make_surface(
    *,
    schema: RegistrySchema,
    path: str,
    context_getter: ContextGetter,
    new_error_id: Callable[[], str],
    body_limit: int,
    guards: Sequence[Guard] = (),
    read_by_get: bool = True,
    kept: str = over_http.NEVER_KEPT,
    pinning: str = "",
    spend: Spend = free,
) -> type[Controller]:
    """A Litestar controller that serves one schema at one path.

    `guards` decide who may execute; they are not asked for OPTIONS. `body_limit` is in bytes.
    `context_getter` makes the context of each execution and may raise an HTTPException.
    `new_error_id` makes the opaque id of an unexpected error. `read_by_get=False` keeps values
    out of addresses, and so out of access logs. `kept` is the `Cache-Control` of complete answers;
    refusals and answers with errors are never kept. Below the root field `pinning` answers are of
    a snapshot that the question names, and kept for ever. `spend` takes the cost of a question from
    what the address may ask.
    """
    endpoint = Endpoint(schema, context_getter, new_error_id, kept, pinning, spend)
    answered, wrong_method = (
        (over_http.READ_AND_WRITE, over_http.USE_POST_OR_GET)
        if read_by_get
        else (over_http.WRITE, over_http.USE_POST)
    )
    place = path

    class Surface(Controller):
        path = place
        include_in_schema = False
        request_max_body_size = body_limit
        exception_handlers: ExceptionHandlersMap = {  # noqa: RUF012 - the framework's own form
            HTTPException: endpoint.on_http_error,
            RegistryError: endpoint.on_error,
            Exception: endpoint.on_error,
        }

        # The framework adds OPTIONS to the handler whose name sorts first, so that `Allow` names
        # exactly the methods of `answer`; and it runs no guard of a handler for OPTIONS.
        @route(http_method=answered, guards=list(guards), status_code=200)
        async def answer(self, request: AnyRequest) -> Response[bytes]:
            return await endpoint.respond(request)

        @route(http_method=over_http.other_than(answered), status_code=405)
        async def refuse(self, request: AnyRequest) -> Response[bytes]:
            return written(request, refusal(wrong_method))

    return Surface


def is_pinned(operation: OperationDefinitionNode, pinning: str) -> bool:
    """Whether an operation asks nothing at its root but the field that names a snapshot."""
    asked = operation.selection_set.selections
    return all(isinstance(each, FieldNode) and each.name.value == pinning for each in asked)


def refusal(problem: Problem) -> Answer:
    """A problem in the shape of GraphQL."""
    error = {"message": problem.sentence, "extensions": {"code": problem.code.value}}
    return Answer(problem.status, {"errors": [error]}, problem.headers)


def with_cost(answer: Answer, requested: int, limits: Limits) -> Answer:
    """The answer, and what it cost to ask."""
    extensions = {"cost": {"requested": requested, "limit": limits.cost}}
    return Answer(answer.status, {**answer.body, "extensions": extensions}, answer.headers)


def status_before_execution(errors: Sequence[CleanError]) -> int:
    """500 if one of the errors is ours, 400 for what cannot be parsed, else 422."""
    codes = {error["extensions"]["code"] for error in errors}
    if Code.INTERNAL in codes:
        return 500
    return 400 if Code.PARSE_FAILED in codes else 422


def is_unavailable(data: Mapping[str, Any] | None, errors: Sequence[CleanError]) -> bool:
    """Whether nothing was answered because the registry is unwell."""
    codes = {error["extensions"]["code"] for error in errors}
    return Code.UNAVAILABLE in codes and all(value is None for value in (data or {}).values())


def written(request: AnyRequest, answer: Answer) -> Response[bytes]:
    """An answer as bytes, in the media type the client prefers."""
    partial = "errors" in answer.body
    status, media_type = over_http.status_and_type(answer.status, partial, accepted(request))
    return Response(
        msgspec.json.encode(answer.body),
        status_code=status,
        media_type=f"{media_type}; charset=utf-8",
        headers={"Vary": "Accept", "Cache-Control": over_http.NEVER_KEPT, **answer.headers},
    )


def accepted(request: AnyRequest) -> str:
    """The media types a client takes."""
    return over_http.header(request.scope["headers"], "accept")
