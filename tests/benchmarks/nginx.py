"""nginx with one file on disk, beside our kept answer of the same bytes."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commands import free_port, until

from tests.benchmarks.http_ratios import get, question, served, server_seconds
from tests.benchmarks.measure import Spread, ratio_of, rounds_within, seconds_used_by

PROGRAM = shutil.which("nginx")
OURS, THEIRS = 1_000, 10_000
"""Requests a round: enough for processor time that is told in hundredths of a second."""
CONFIGURATION = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/errors;
events {{ }}
http {{
  access_log off; sendfile on; tcp_nodelay on; default_type application/json;
  keepalive_requests 1000000; open_file_cache max=10;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  server {{ listen 127.0.0.1:{port}; root {folder}/served; }}
}}
"""


def listens(port: int) -> bool:
    """Whether somebody takes connections."""
    with socket.socket() as trying:
        return trying.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def serving(folder: Path, body: bytes) -> Iterator[tuple[int, socket.socket]]:
    """nginx that serves these bytes as `/answer`: its process, and a connection to it."""
    assert PROGRAM
    (folder / "served").mkdir()
    (folder / "served" / "answer").write_bytes(body)
    port = free_port()
    written = folder / "nginx.conf"
    written.write_text(CONFIGURATION.format(folder=folder, port=port))
    told = ["-e", str(folder / "errors"), "-c", str(written)]
    with subprocess.Popen([PROGRAM, *told]) as process:
        try:
            until(lambda: listens(port))
            with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
                yield process.pid, connection
        finally:
            process.terminate()


def nginx_ratio(folder: Path, most: int, budget: float) -> Spread:
    """Processor time of nginx over ours, for one answer; one connection each."""
    asked = f"/graphql{question()}"
    with served() as ours, serving(folder, get(ours, asked)) as (process, theirs):
        get(theirs, "/answer", THEIRS // 10)
        rounds = []
        for _ in rounds_within(budget, most):
            begun = seconds_used_by(process)
            get(theirs, "/answer", THEIRS)
            spent = (seconds_used_by(process) - begun) / THEIRS
            rounds.append((spent, server_seconds(ours, asked, OURS) / OURS))
    return ratio_of(rounds)
