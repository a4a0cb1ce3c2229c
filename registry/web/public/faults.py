"""What an application answers where no handler could, and what its log learns of that."""

from collections.abc import Sequence
from typing import Any

from litestar import MediaType, Request, Response
from litestar.exceptions import NotFoundException
from litestar.types import ExceptionHandlersMap

from registry.errors import RegistryError
from registry.front.redaction import frames_of
from registry.web.public.frame import MenuItem
from registry.web.public.handlers import not_found
from registry.web.public.pacing import TooOften, too_often
from registry.web.public.site import MENU

AnyRequest = Request[Any, Any, Any]
RETRY_AFTER = "30"
"""Seconds after which whoever was told that nothing works may try again."""


def unavailable(_: AnyRequest, fault: RegistryError) -> Response[str]:
    """Say that nothing was changed; what happened and what to do is for the operator's log.

    The sentences of our own errors hold no submitted value.
    """
    import structlog  # slow to import, needed only when something fails

    log = structlog.get_logger("registry")
    log.error("unavailable", type=type(fault).__name__, said=str(fault))
    sentence = "The registry cannot do this at the moment. Nothing was changed; try again later.\n"
    retry = {"Retry-After": RETRY_AFTER}
    return Response(sentence, status_code=503, media_type=MediaType.TEXT, headers=retry)


def unexpected(_: AnyRequest, fault: Exception) -> Response[str]:
    """Tell the log what kind of fault it was and by which lines it came.

    Neither its words nor the address are logged: they may hold what somebody has sent.
    """
    import structlog  # slow to import, needed only when something fails

    log = structlog.get_logger("registry")
    log.error("unexpected error", type=type(fault).__name__, frames=frames_of(fault))
    sentence = "The registry failed here, and its log says where. Try again later.\n"
    return Response(sentence, status_code=500, media_type=MediaType.TEXT)


def faults(menu: Sequence[MenuItem] = MENU) -> ExceptionHandlersMap:
    """For every application that shows pages or files; `menu` stands around its pages."""
    return {
        NotFoundException: not_found(menu),
        TooOften: too_often,
        RegistryError: unavailable,
        500: unexpected,
    }
