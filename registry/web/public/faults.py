"""What an application answers where no handler could, and what its log learns of that."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from litestar import Request, Response
from litestar.exceptions import NotFoundException
from litestar.types import ExceptionHandlersMap

from registry.errors import RegistryError
from registry.front.redaction import frames_of
from registry.web.public.frame import MenuItem
from registry.web.public.handlers import not_found
from registry.web.public.pacing import TooOften
from registry.web.public.site import MENU
from registry.web.public.troubles import TOO_OFTEN, UNAVAILABLE, UNEXPECTED, told

AnyRequest = Request[Any, Any, Any]
Fault = TypeVar("Fault")
Answer = Callable[[AnyRequest, Fault], Response[bytes]]
RETRY_AFTER = "30"
"""Seconds after which whoever was told that nothing works may try again."""


def too_often(menu: Sequence[MenuItem]) -> Answer[TooOften]:
    """When to come again."""

    def answer(request: AnyRequest, refused: TooOften) -> Response[bytes]:
        return told(TOO_OFTEN, request, menu, refused.headers or {})

    return answer


def unavailable(menu: Sequence[MenuItem]) -> Answer[RegistryError]:
    """Say that nothing was changed; what happened and what to do is for the operator's log.

    The sentences of our own errors hold no submitted value.
    """

    def answer(request: AnyRequest, fault: RegistryError) -> Response[bytes]:
        import structlog  # slow to import, needed only when something fails

        log = structlog.get_logger("registry")
        log.error("unavailable", type=type(fault).__name__, said=str(fault))
        return told(UNAVAILABLE, request, menu, {"Retry-After": RETRY_AFTER})

    return answer


def unexpected(menu: Sequence[MenuItem]) -> Answer[Exception]:
    """Tell the log what kind of fault it was and by which lines it came.

    Neither its words nor the address are logged: they may hold what somebody has sent.
    """

    def answer(request: AnyRequest, fault: Exception) -> Response[bytes]:
        import structlog  # slow to import, needed only when something fails

        log = structlog.get_logger("registry")
        log.error("unexpected error", type=type(fault).__name__, frames=frames_of(fault))
        return told(UNEXPECTED, request, menu)

    return answer


def faults(menu: Sequence[MenuItem] = MENU) -> ExceptionHandlersMap:
    """For every application that shows pages or files; `menu` stands around its pages."""
    return {
        NotFoundException: not_found(menu),
        TooOften: too_often(menu),
        RegistryError: unavailable(menu),
        500: unexpected(menu),
    }
