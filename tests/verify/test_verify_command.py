"""`he-registry verify` as a journalist, a witness or a sponsor types it."""

import json
import subprocess
from pathlib import Path

import pytest
from commands import run
from logs import KEY, ORIGIN, OTHER_PRIVATE, opening, receipt_bytes, receipt_for
from public_files import entries_for, log_files, snapshot_files, write
from verifiable import files_of, public_files, snapshots

from registry.log.note import verifier_key

ON = ("--on", "2029-03-31")


def leaves() -> int:
    return len(entries_for(snapshots()))


def verify(here: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    answer = run(here, "verify", *words)
    assert "Traceback" not in answer.stderr
    return answer


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder with public files in `public` and the key in `log.key`."""
    write(tmp_path / "public", public_files())
    (tmp_path / "log.key").write_text(f"{KEY.encoded}\n")
    return tmp_path


def test_what_holds_ends_with_0_and_says_how_much_was_looked_at(here: Path) -> None:
    answer = verify(here, "public", "--key", KEY.encoded, *ON)
    assert (answer.returncode, answer.stderr) == (0, "")
    lines = answer.stdout.splitlines()
    assert lines[0] == f"{ORIGIN}: {leaves()} leaves, 6 snapshots."
    assert lines[-1] == "Everything that was checked holds."
    (decisions,) = [line for line in lines if line.startswith("Decisions: ")]
    made, replayed = (int(word.rstrip(".")) for word in decisions.split() if word[0].isdigit())
    rest = [line for line in lines if line.startswith("Only the auditor role can replay ")]
    assert made - replayed == sum(int(line.split()[6].rstrip(":")) for line in rest)
    assert 0 < replayed < made


def test_what_does_not_hold_ends_with_1_and_says_where(here: Path) -> None:
    path = here / "public" / "r" / "4" / "snapshot.json"
    path.write_bytes(path.read_bytes().replace(b'"accepted":22', b'"accepted":23', 1))
    answer = verify(here, "public", "--key", "log.key", *ON)
    assert answer.returncode == 1
    assert "FAULT" in answer.stdout
    assert "r/4/snapshot.json" in answer.stdout
    assert answer.stdout.splitlines()[-1].endswith("findings: this does not hold as published.")
    quiet = verify(here, "public", "--key", "log.key", *ON, "--quiet")
    assert quiet.returncode == 1
    assert len(quiet.stdout) < len(answer.stdout)
    assert "r/4/snapshot.json" in quiet.stdout


def test_programs_read_one_json_object_and_quiet_says_nothing_of_what_holds(here: Path) -> None:
    told = json.loads(verify(here, "public", "--key", "log.key", *ON, "--json").stdout)
    assert (told["holds"], told["faults"], told["leaves"], told["snapshots"]) == (
        True,
        0,
        leaves(),
        6,
    )
    assert told["checkpoint"].encode() == public_files()["log/checkpoint"]
    assert {"id", "sentence", "seen", "faults", "findings", "aside"} == set(told["lines"][0])
    assert verify(here, "public", "--key", "log.key", *ON, "--quiet").stdout == ""


def test_a_kept_checkpoint_shows_a_log_that_was_exchanged_or_rolled_back(here: Path) -> None:
    kept = here / "kept"
    key = ("--key", "log.key", *ON)
    assert verify(here, "public", *key, "--save", "kept").returncode == 0
    assert kept.read_bytes() == public_files()["log/checkpoint"]
    assert verify(here, "public", *key, "--since", "kept").returncode == 0
    write(here / "fork", files_of(snapshots(), lambda entries: [bytes(32), *entries[1:]]))
    write(here / "back", {**log_files(entries_for(snapshots()[:5])), **snapshot_files(snapshots())})
    for other, said in (("fork", "was split"), ("back", "leaves were taken away")):
        answer = verify(here, other, *key, "--since", "kept", "--save", "kept")
        assert (answer.returncode, said in answer.stdout) == (1, True)
    assert kept.read_bytes() == public_files()["log/checkpoint"], "kept although nothing holds"


REFUSED: dict[str, tuple[list[str], str]] = {
    "no key": (["public"], "Ask the registry's board"),
    "a key that is none": (["public", "--key", "ORIGIN+00+AAAA"], "This is no verifier key"),
    "a file that is no key": (["public", "--key", "public/r/latest.json"], "no verifier key"),
    "nothing to verify": (["--key", "log.key"], "Name an address or a folder"),
    "no folder": (["nowhere", "--key", "log.key"], "neither an address"),
    "a checkpoint where no folder is": (
        ["public", "--key", "log.key", *ON, "--save", "nowhere/kept"],
        "cannot be kept",
    ),
    "an address that is none": (["http://:x", "--key", "log.key"], "This is no address"),
    "a day that is none": (["public", "--key", "log.key", "--on", "soon"], "--on"),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_a_wrong_question_ends_with_2_and_says_what_is_missing(
    case: tuple[list[str], str], here: Path
) -> None:
    words, said = case
    answer = verify(here, *words)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert said in answer.stderr


def test_an_address_that_does_not_answer_ends_with_4(here: Path) -> None:
    answer = verify(here, "http://127.0.0.1:1", "--key", "log.key")
    assert (answer.returncode, answer.stdout) == (4, "")
    assert "could not be read" in answer.stderr


def test_another_logs_key_ends_with_1_and_verifies_nothing(here: Path) -> None:
    other = verifier_key(ORIGIN, OTHER_PRIVATE).encoded
    answer = verify(here, "public", "--key", other, *ON)
    assert answer.returncode == 1
    assert "not among the log's keys" in answer.stdout
    assert "ok" not in answer.stdout.split()


def test_a_sponsor_checks_a_receipt_offline(here: Path) -> None:
    (here / "receipt.json").write_bytes(receipt_bytes(receipt_for(opening())))
    answer = verify(here, "--receipt", "receipt.json", "--key", "log.key")
    assert answer.returncode == 0
    assert "Submission of 2027-01-11T09:30:00Z: leaf 4 of the 8" in answer.stdout
    changed = (here / "receipt.json").read_text().replace("ORG-1", "ORG-2")
    (here / "receipt.json").write_text(changed)
    answer = verify(here, "--receipt", "receipt.json", "--key", "log.key")
    assert answer.returncode == 1
    assert "The log does not hold what this receipt says" in answer.stdout
    (here / "receipt.json").write_text("{}")
    answer = verify(here, "--receipt", "receipt.json", "--key", "log.key")
    assert (answer.returncode, "holds no receipt" in answer.stderr) == (1, True)


def test_a_hostile_text_steers_no_terminal(here: Path) -> None:
    evil = f"\x1b[2J{KEY.name}"
    write(here / "evil", {**public_files(), "log/keys": f"{evil}\n".encode()})
    answer = verify(here, "evil", "--key", "log.key", *ON)
    assert answer.returncode == 1
    assert "\x1b" not in answer.stdout
