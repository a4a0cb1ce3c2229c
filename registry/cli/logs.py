"""Logs of a server: one JSON object a line on standard error, redacted whatever says it."""

import logging
import sys
from collections.abc import Callable, MutableMapping
from typing import Any, TextIO

import msgspec
import structlog

from registry.front.redaction import frames_of, redacted
from registry.front.watch import REQUEST, Seen

Event = MutableMapping[str, Any]


def configure_logs(stream: TextIO | None = None) -> None:
    """Let everything that logs in this process write such lines; `stream` is stderr if left out."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            with_request,
            without_values,
            only_what_may,
            as_json,
        ],
        logger_factory=structlog.WriteLoggerFactory(stream or sys.stderr),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [Passing()]
    root.setLevel(logging.WARNING)


def with_request(_: Any, __: str, event: Event) -> Event:
    """The id of the request in hand, if there is one."""
    request = REQUEST.get()
    return event if not request or "request" in event else {**event, "request": request}


def without_values(_: Any, __: str, event: Event) -> Event:
    """A fault as its kind and the frames it came through, without its words and any value."""
    fault = event.pop("exc_info", None)
    fault = sys.exc_info()[1] if fault is True else fault[1] if isinstance(fault, tuple) else fault
    if isinstance(fault, BaseException):
        event = {**event, "type": type(fault).__name__, "frames": frames_of(fault)}
    return event


def only_what_may(_: Any, __: str, event: Event) -> Event:
    """What may stand in a log."""
    return redacted(event)


def as_json(_: Any, __: str, event: Event) -> str:
    """One line."""
    return msgspec.json.encode(event).decode()


class Passing(logging.Handler):
    """What libraries log: their sentence before any value was put into it, and who said it."""

    def emit(self, record: logging.LogRecord) -> None:
        """Pass it on; the arguments of the sentence stay out."""
        said = str(record.msg).strip().partition("\n")[0]
        log = structlog.get_logger()
        log.log(record.levelno, said, logger=record.name, exc_info=record.exc_info)


def logging_requests() -> Callable[[Seen], None]:
    """One line for each request: route, status, milliseconds, its id."""
    log = structlog.get_logger()

    def tell(seen: Seen) -> None:
        log.info(
            "request",
            method=seen.method,
            route=seen.route,
            status=seen.status,
            ms=round(seen.microseconds / 1_000, 1),
            from_memory=seen.from_memory,
            request=seen.request,
        )

    return tell
