"""The commands as an operator meets them: plain words, the right exit code, no traceback."""

import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

import httpx
import pytest
from commands import HOSPITALS, RUN, installed, run, run_apart, served, until

pytestmark = pytest.mark.thorough


@pytest.fixture
def here(tmp_path: Path) -> Path:
    return tmp_path


REFUSALS: dict[str, tuple[list[str], dict[str, str], int, str]] = {
    "no root key": (["serve"], {}, 2, "--new-root-key"),
    "an unknown command": (["heal"], {}, 2, "No such command"),
    "a port that is none": (["serve", "--port", "99999"], {}, 2, "--port"),
    "a day that is none": (["publish", "--as-of", "2026-13-01"], {}, 2, "such as 2028-03-31"),
    "a day written otherwise": (["publish", "--as-of", "20260301"], {}, 2, "such as 2028-03-31"),
}


def test_the_version_is_told_as_it_is_installed(here: Path) -> None:
    answer = run(here, "--version")
    assert (answer.returncode, answer.stdout) == (0, f"he-registry {version('he-registry')}\n")


@pytest.mark.parametrize("case", REFUSALS.values(), ids=REFUSALS.keys())
def test_a_wrong_command_is_refused_in_plain_words(
    case: tuple[list[str], dict[str, str], int, str], here: Path
) -> None:
    words, changed, code, said = case
    answer = run(here, *words, **changed)
    assert (answer.returncode, answer.stdout) == (code, "")
    assert said in answer.stderr
    assert "Traceback" not in answer.stderr


INSTALLED_REFUSALS: dict[str, tuple[list[str], dict[str, str], int, str]] = {
    "a database of another kind": (
        ["publish"],
        {"REGISTRY_DATABASE_URL": "mysql://here"},
        2,
        "postgresql://",
    ),
    "a database that does not answer": (
        ["serve"],
        {"REGISTRY_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"},
        4,
        "Check the database URL",
    ),
    "a database without tables": (
        ["serve"],
        {"REGISTRY_DATABASE_URL": "sqlite:///empty.sqlite"},
        4,
        "he-registry migrate",
    ),
    "a key for nobody": (["keys", "issue", "nobody"], {}, 1, "No organisation has this id."),
    "a key that never was": (["keys", "revoke", "nothing"], {}, 1, "No key has this id."),
    "a root key of another installation": (
        ["serve"],
        {"REGISTRY_ROOT_KEY_FILE": "other.key"},
        2,
        "belongs to another root key",
    ),
    "a log key of another installation": (
        ["serve"],
        {"REGISTRY_LOG_KEY_FILE": "other.key"},
        2,
        "signed with another key",
    ),
    "a log key that is not there": (
        ["publish"],
        {"REGISTRY_LOG_KEY_FILE": "none.key"},
        2,
        "--new-log-key",
    ),
    "a log of another name": (
        ["publish"],
        {"REGISTRY_LOG_ORIGIN": "other.example/log"},
        2,
        "under another origin",
    ),
    "a name no log can have": (
        ["publish"],
        {"REGISTRY_LOG_ORIGIN": "a log"},
        2,
        "REGISTRY_LOG_ORIGIN holds a space",
    ),
    "a folder as root key": (["publish"], {"REGISTRY_ROOT_KEY_FILE": "."}, 2, "cannot be read"),
    "a day to come": (["publish", "--as-of", "2999-01-01"], {}, 5, "has not come"),
    "a day before the registry": (
        ["publish", "--as-of", "1800-01-01"],
        {},
        2,
        "did not exist yet",
    ),
    "a demo where no folder can be": (
        ["demo", "--no-serve", "--data", "/proc/nope"],
        {},
        2,
        "folder cannot be made",
    ),
    "a second root key": (["migrate", "--new-root-key"], {}, 2, "exists already"),
    "a second log key": (["migrate", "--new-log-key"], {}, 2, "exists already"),
    "a new root key beside an old log key": (
        ["migrate", "--new-root-key"],
        {"REGISTRY_ROOT_KEY_FILE": "new/root.key"},
        2,
        "A log key file exists already",
    ),
}


@pytest.mark.parametrize("case", INSTALLED_REFUSALS.values(), ids=INSTALLED_REFUSALS.keys())
def test_an_installation_says_what_is_wrong_and_what_to_do(
    case: tuple[list[str], dict[str, str], int, str], here: Path
) -> None:
    words, changed, code, said = case
    answer = run(installed(here), *words, **changed)
    assert (answer.returncode, answer.stdout) == (code, "")
    assert said in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_taken_port_is_told_before_anything_is_prepared(here: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        answer = run(here, "demo", "--port", port, "--data", str(here / "demo"))
    assert answer.returncode == 4
    assert f"Port {port} cannot be used" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not (here / "demo" / "demo.sqlite").exists()


def test_a_demo_that_was_broken_off_is_not_shown_as_whole(here: Path) -> None:
    started = subprocess.Popen(  # a demo needs some seconds for its seven years
        [*RUN, "demo", "--no-serve", "--data", str(here)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    until(lambda: submissions(here / "demo.sqlite") > 0)
    started.send_signal(signal.SIGINT)
    _, said = started.communicate(timeout=180)
    assert started.returncode == 130
    assert "Traceback" not in said
    again = run(here, "demo", "--no-serve", "--data", str(here))
    assert (again.returncode, "broken off" in again.stderr) == (2, True)


def submissions(database: Path) -> int:
    """How many submissions are stored; none before there is a table for them."""
    if not database.exists():
        return 0
    with closing(sqlite3.connect(database)) as book:
        try:
            return int(book.execute("SELECT COUNT(*) FROM submission").fetchone()[0])
        except sqlite3.OperationalError:
            return 0


def test_a_published_snapshot_is_served_until_it_is_interrupted(here: Path) -> None:
    assert run(installed(here), "publish").stdout.startswith("snapshot 1 of ")
    with served(here) as serving:
        assert httpx.get(serving.address).status_code == 200
    assert (serving.code, "Traceback" in serving.said) == (0, False)


def test_an_operator_gets_from_nothing_to_a_key_for_a_sponsor(here: Path) -> None:
    installed(here)
    assert "facts are new or changed." in run(here, "directory", "catalogue").stdout
    assert run(here, "directory", "catalogue").stdout.startswith("0 of ")
    entered = run(here, "directory", "add", str(HOSPITALS))
    assert entered.stdout == "2 of 2 facts are new or changed.\n"
    issued = run_apart(here, "keys", "issue", "university-of-tarn")
    assert issued.stdout.splitlines()[1].startswith("key: her_")
    assert run_apart(here, "publish").returncode == 0
    refused = run_apart(here, "keys", "issue", "nobody")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("No organisation has this id.")


FAULTY = {
    "an unknown field": ("[[organisations]]\nname = 'x'\nfriends = 1", "friends"),
    "not TOML": ("[[organisations", "no directory file"),
    "lists in lists": (f"a = {'[' * 5_000}", "no directory file"),
    "an id that cannot stay": ("id = 'Tarn 1'\nname = 'Tarn'\ncountry = 'ES'", "lower-case words"),
    "an id without end": (f"id = '{'t' * 101}'\nname = 'Tarn'\ncountry = 'ES'", "100 characters"),
    "a country by name": ("id = 'tarn'\nname = 'Tarn'\ncountry = 'Spain'", "two capital letters"),
}


@pytest.mark.parametrize("fault", FAULTY.values(), ids=FAULTY.keys())
def test_a_faulty_directory_file_is_refused_whole(fault: tuple[str, str], here: Path) -> None:
    text, said = fault
    head = "" if text.startswith("[[") else "[[organisations]]\n"
    (here / "file.toml").write_text(head + text)
    answer = run(installed(here), "directory", "add", "file.toml")
    assert (answer.returncode, answer.stdout) == (1, "")
    assert said in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(("command", "nicer"), [("publish", 5), ("serve", 0)])
def test_a_publication_takes_the_second_place_on_a_machine(command: str, nicer: int) -> None:
    program = (
        "import atexit, os, registry.cli; before = os.nice(0); "
        "atexit.register(lambda: print('nicer by', os.nice(0) - before)); registry.cli.main()"
    )
    words = [sys.executable, "-c", program, command, "--help"]
    said = subprocess.run(words, capture_output=True, text=True, check=True, timeout=60)
    assert said.stdout.splitlines()[-1] == f"nicer by {nicer}"
