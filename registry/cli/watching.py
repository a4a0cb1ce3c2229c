"""Who is told of a server's requests, by its settings: nobody unless one is set."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from litestar import Litestar

from registry.front.watch import App, Seen, Watcher
from registry.public_app import KEPT_PATHS
from registry.settings import (
    WatchSettings,
    system_random,
    system_ticks,
    system_time_ns,
    watching_in_environment,
)

if TYPE_CHECKING:
    from registry.cli.metrics import Measure

Tell = Callable[[Seen], None]


def watched(app: Litestar, measure: "Measure") -> App:
    """The application, and who watches it by the environment. SettingsError, ServerError."""
    from registry.cli.logs import configure_logs

    configure_logs()
    told = told_by(watching_in_environment(), app, measure)
    if not told:
        return app
    return Watcher(app, told, KEPT_PATHS, system_ticks, lambda: system_random(8).hex())


def told_by(settings: WatchSettings, app: Litestar, measure: "Measure") -> list[Tell]:
    """Everybody who is told; metrics listen from here on, until the application ends."""
    told: list[Tell] = []
    if settings.log_requests:
        from registry.cli.logs import logging_requests

        told.append(logging_requests())
    if settings.metrics:
        from registry.cli.metrics import Metrics, listen_for_scrapes, while_running

        metrics = Metrics()
        app.on_shutdown.append(listen_for_scrapes(metrics, *settings.metrics))
        while_running(app, lambda: metrics.keep_noting(measure))
        told.append(metrics.tell)
    if settings.spans:
        from registry.cli.spans import collector_at, telling_spans

        told.append(telling_spans(collector_at(settings.spans), system_time_ns))
    return told
