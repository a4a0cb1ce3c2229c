"""A hunt for secrets in what a machine shows of processes: lists, environments, crashes."""

import os
import signal
import subprocess
from pathlib import Path

import httpx
import pytest
from canaries import hunted
from commands import RUN, answers, environment, free_port, installed, run, run_apart, until
from processes import watched

pytestmark = pytest.mark.thorough

PASSWORD, API_KEY = "eight quite unrelated words", "her_" + "5e1f" * 16
DATABASE_PASSWORD = "database-password-4711"
PATH = {"PATH": os.environ["PATH"]}
BASE = "postgresql://registry:{}@127.0.0.1:1/none"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = installed(tmp_path_factory.mktemp("installed"))
    assert run(folder, "migrate", "--new-backup-key").returncode == 0
    return folder


def known(here: Path) -> dict[str, bytes]:
    """The keys of an installation, and what people type."""
    keys = {path.name: bytes.fromhex(path.read_text()) for path in here.glob("data/*.key")}
    assert len(keys) == 3
    return keys | {"password": PASSWORD.encode(), "API key": API_KEY.encode()}


def crashed(here: Path) -> tuple[str, str, list[bytes]]:
    """What a server said that was ended by a fault of memory, its limits, and what it answered."""
    port = free_port()
    process = subprocess.Popen(
        [*RUN, "--debug", "serve", "--port", str(port)],
        cwd=here,
        env=environment(PYTHONFAULTHANDLER="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    address = f"http://127.0.0.1:{port}"
    until(lambda: answers(address))
    with httpx.Client(base_url=address) as http:
        form = {"name": "bea", "password": PASSWORD, "code": "123456"}
        bearer = {"Authorization": f"Bearer {API_KEY}"}
        got = [
            http.post("/sign-in", data=form),
            http.post("/invitation", data={"invitation": API_KEY}),
            http.post("/sponsor/graphql", json={"query": "{"}, headers=bearer),
        ]
    limits = Path(f"/proc/{process.pid}/limits").read_text()
    process.send_signal(signal.SIGABRT)
    said, _ = process.communicate(timeout=30)
    return said, limits, [answer.content for answer in got]


def test_neither_list_of_processes_nor_crash_nor_core_shows_a_secret(here: Path) -> None:
    invited = ("accounts", "invite", "bea", "--name", "Bea", "--role", "BOARD_MEMBER")
    with watched() as seen:
        code = run_apart(here, *invited).stdout
        said, limits, answered = crashed(here)
    secrets = known(here) | {"invitation": code.split()[-1].encode()}
    assert "Fatal Python error: Aborted" in said
    grounds = {
        "command lines": b"\n".join(seen["cmdline"]),
        "environments": b"\n".join(seen["environ"]),
        "crash": said.encode(),
        "answers": b"\n".join(answered),
    }
    assert b"serve" in grounds["command lines"]
    assert b"PYTHONFAULTHANDLER" in grounds["environments"]
    assert hunted(grounds, secrets) == []
    core = next(line for line in limits.splitlines() if "core file" in line)
    assert core.split()[4:6] == ["0", "0"]


@pytest.mark.parametrize("debug", [(), ("--debug",)], ids=["as users do", "with --debug"])
def test_a_fault_shows_no_key_and_no_password_of_the_database(
    here: Path, debug: tuple[str, ...]
) -> None:
    url = BASE.format(DATABASE_PASSWORD)
    answer = run_apart(here, *debug, "publish", REGISTRY_DATABASE_URL=url)
    assert answer.returncode != 0
    assert ("Traceback" in answer.stderr) == bool(debug)
    secrets = known(here) | {"database password": DATABASE_PASSWORD.encode()}
    assert hunted({"said": (answer.stdout + answer.stderr).encode()}, secrets) == []


def test_whoever_looks_at_processes_would_see_what_one_is_given() -> None:
    with watched() as seen:
        for words, given in ((["a"], {"PLANTED": PASSWORD}), ([API_KEY], {})):
            subprocess.run(["/bin/sh", "-c", "sleep 0.3; :", *words], env=PATH | given, check=True)
    grounds = {name: b"\n".join(content) for name, content in seen.items()}
    secrets = {"password": PASSWORD.encode(), "API key": API_KEY.encode()}
    assert hunted(grounds, secrets) == [("cmdline", "API key"), ("environ", "password")]
