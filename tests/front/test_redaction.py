"""A log holds named keys with values they are meant for; what looks like a secret is replaced."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from registry.cli.logs import configure_logs
from registry.front.redaction import KEYS, REMOVED, redacted

SECRETS = {
    "an API key": "her_" + "0af3" * 16,
    "a root key": "0f" * 32,
    "a pseudonym": "9c56cc51b374c3ba189210d5",
    "a token in base64": "bm90IGEgc2VjcmV0IGJ1dCBsb25nIGVub3VnaCB0byBiZQ==",
    "a header": "Bearer x",
    "an address of a mailbox": "anna@hospital.example",
    "a database": "postgresql://registry:hunter2@db/registry",
    "an IPv4 address": "192.0.2.9",
    "an IPv6 address": "2001:db8:0:1::9",
    "a day of birth": "1961-04-07",
    "a day of birth as written": "7.4.1961",
    "a number of a patient": "4711081",
    "a private key": "-----BEGIN PRIVATE KEY-----",
}


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS.keys())
@pytest.mark.parametrize("key", [*sorted(KEYS), "patient", "password", "anything"])
def test_no_secret_is_written_under_any_key(key: str, secret: str) -> None:
    assert secret not in json.dumps(redacted({key: f"said {secret} here"}))
    written = json.dumps(redacted({key: secret}))
    assert secret not in written or key in ("request", "error_id")


@pytest.mark.parametrize("key", ["patient", "body", "query", "path", "address", "self", "locals"])
def test_a_key_that_is_not_listed_is_left_out_with_its_value(key: str) -> None:
    assert redacted({"event": "x", key: "y"}) == {"event": "x", "removed": 1}


def test_what_is_meant_for_a_log_stays_as_it_is() -> None:
    line = {
        "event": "request", "level": "info", "timestamp": "2027-01-11T12:00:00.123456Z",
        "method": "GET", "route": "/products/{product_id:str}", "status": 200, "ms": 1.5,
        "from_memory": True, "request": "0af3c2d1e4b59687", "logger": "uvicorn.error",
        "type": "KeyError", "frames": ["registry.app:12 in create_app.<locals>.begin"],
        "said": "A snapshot cannot be read. Restore it from a backup.", "error_id": "0a" * 16,
    }  # fmt: skip
    assert redacted(line) == line


@given(st.dictionaries(st.sampled_from([*KEYS, "other"]), st.text(max_size=60)))
def test_whatever_is_logged_is_one_line_of_listed_keys(event: dict[str, str]) -> None:
    found = redacted(event)
    assert set(found) <= {*KEYS, "removed"}
    assert all("\n" not in str(value) and "\r" not in str(value) for value in found.values())


@pytest.fixture(autouse=True)
def as_in_a_new_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The server's loggers without what other tests' servers in this process made of them."""
    loggers = [logging.getLogger(name) for name in ("uvicorn", "uvicorn.error")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        monkeypatch.setattr(logger, "handlers", [])
        monkeypatch.setattr(logger, "propagate", True)
        logger.setLevel(logging.NOTSET)
    yield
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    kept, handlers, stream = structlog.get_config(), logging.getLogger().handlers, io.StringIO()
    configure_logs(stream)
    yield stream
    structlog.configure(**kept)
    logging.getLogger().handlers = handlers


def fail(patient: str) -> None:
    """A fault whose words and variables hold a value."""
    raise KeyError(f"no row of {patient}")


def test_a_fault_is_logged_with_its_frames_and_without_words_and_variables(
    lines: io.StringIO,
) -> None:
    try:
        fail("anna-1961")
    except KeyError:
        structlog.get_logger("x").exception("it failed")
        logging.getLogger("uvicorn.error").exception("Exception in %s\n", "anna-1961")
    ours, theirs = (json.loads(line) for line in lines.getvalue().splitlines())
    assert (ours["type"], ours["level"]) == ("KeyError", "error")
    assert ours["frames"][-1].endswith(" in fail")
    assert (theirs["event"], theirs["logger"]) == ("Exception in %s", "uvicorn.error")
    assert theirs["frames"] == ours["frames"]
    assert "anna" not in lines.getvalue()


def test_a_library_that_logs_values_does_not_log_them_here(lines: io.StringIO) -> None:
    logging.getLogger("some.library").error("query %s failed", "SELECT anna")
    logging.getLogger("some.library").error(f"token {SECRETS['a root key']}")
    assert "anna" not in lines.getvalue()
    assert REMOVED in lines.getvalue()
