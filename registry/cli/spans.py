"""Requests as spans for an OpenTelemetry collector: route, method, status, and no value.

Off unless an address is named; the packages come with the extra `otel`.
"""

from collections.abc import Callable
from typing import Any

from registry.errors import SettingsError
from registry.front.watch import Seen


def telling_spans(processor: Any, time_ns: Callable[[], int]) -> Callable[[Seen], None]:
    """Makes a span of each request, with its attributes by OpenTelemetry's own names.

    Source: semantic conventions for HTTP spans. What could name a person (address, query, client)
    is left out.
    """
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import SpanKind, Status, StatusCode

    provider = TracerProvider(resource=Resource({"service.name": "he-registry"}))
    provider.add_span_processor(processor)
    tracer = provider.get_tracer("he-registry")

    def tell(seen: Seen) -> None:
        ended = time_ns()
        span = tracer.start_span(
            f"{seen.method} {seen.route}",
            kind=SpanKind.SERVER,
            start_time=ended - seen.microseconds * 1_000,
            attributes={
                "http.request.method": seen.method,
                "http.route": seen.route,
                "http.response.status_code": seen.status,
                "he_registry.from_memory": seen.from_memory,
            },
        )
        if seen.status >= 500 or not seen.status:
            span.set_status(Status(StatusCode.ERROR))
        span.end(ended)

    return tell


def collector_at(address: str) -> Any:
    """Sends spans to a collector over HTTP, beside the requests. SettingsError without packages."""
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        raise SettingsError(
            "REGISTRY_SPANS is set, and what sends spans is not installed.",
            "Install the extra `otel`, or leave the setting out.",
        ) from None
    return BatchSpanProcessor(OTLPSpanExporter(endpoint=address))
