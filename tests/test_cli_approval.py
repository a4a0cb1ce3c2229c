"""A board publishes in production: plan, two approvals, publication."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from commands import installed, run
from people import PASSWORD, STEP, Person, take_over
from running import QUICK

from registry.access.people import Invitation
from registry.app import build_house
from registry.key_files import log_key_at, root_key_at
from registry.settings import Settings, system_clock, system_random
from registry.storage import sign_ins
from registry.storage.migrations import MIGRATIONS, read_migrations
from registry.storage.people import find_account

pytestmark = pytest.mark.thorough


def in_production(here: Path, *words: str, said: str = "") -> CompletedProcess[str]:
    return run(here, *words, said=said, REGISTRY_PRODUCTION="yes")


def invited(here: Path, id: str, *words: str, said: str = "") -> str:
    """The code of a new invitation."""
    told = in_production(here, "accounts", "invite", id, *words, said=said)
    assert told.returncode == 0, told.stderr
    return told.stdout.split("code:")[1].strip()


def taken_over(here: Path, code: str) -> Person:
    """Somebody who accepted an invitation a minute and a half ago."""
    settings = Settings(
        f"sqlite:///{here / 'data' / 'registry.sqlite'}",
        root_key_at(here / "data" / "root.key").read(),
        log_key_at(here / "data" / "log.key").read(),
        password_cost=QUICK,
    )
    house = build_house(settings, system_clock, system_random)

    async def accept() -> Person:
        await house.database.start()
        try:
            now = system_clock() - 3 * STEP
            digest = house.people.digest("invitation", code)
            id = await sign_ins.invited(house.database, digest, now)
            waiting = await find_account(house.database, str(id))
            assert waiting
            return await take_over(house, Invitation(waiting, code, now), now)
        finally:
            await house.database.stop()

    return asyncio.run(accept())


def forget_used_codes(here: Path) -> None:
    """As if the time of a code had passed."""
    with closing(sqlite3.connect(here / "data" / "registry.sqlite")) as database:
        database.execute("DELETE FROM last_use")
        database.commit()


def actions(here: Path) -> list[str]:
    """What the audit trail of an installation names."""
    with closing(sqlite3.connect(here / "data/registry.sqlite")) as database:
        return [name for (name,) in database.execute("SELECT action FROM audit_event")]


def proof(who: Person) -> str:
    """Password and code, as two lines."""
    return f"{PASSWORD}\n{who.code(system_clock())}\n"


def test_a_production_registry_publishes_what_two_members_of_the_board_approved(
    tmp_path: Path,
) -> None:
    here = installed(tmp_path)
    run(here, "directory", "catalogue")
    ada = taken_over(here, invited(here, "ada", "--role", "ADMINISTRATOR"))
    words = ("--role", "BOARD_MEMBER", "--as", "ada", "--why", "elected in March")
    ana = taken_over(here, invited(here, "ana", *words, said=proof(ada)))
    forget_used_codes(here)
    ben = taken_over(here, invited(here, "ben", *words, said=proof(ada)))

    planned = in_production(here, "publish", "--dry-run")
    assert "lists " in planned.stdout
    assert "plan read" in actions(here)
    digest = planned.stdout.splitlines()[-1].removeprefix("sha256 ")
    refused = in_production(here, "publish")
    assert (refused.returncode, "0 of 2 people" in refused.stderr) == (3, True)
    for who, said in ((ana, "1 person has"), (ben, "2 people have")):
        told = in_production(here, "approve", digest, "--as", who.id, said=proof(who))
        assert told.stdout.startswith(said), told.stderr
    assert in_production(here, "publish").stdout.splitlines()[-1] == f"sha256 {digest}"


def test_in_production_nobody_acts_without_proof_or_without_the_role(tmp_path: Path) -> None:
    here = installed(tmp_path)
    ada = taken_over(here, invited(here, "ada", "--role", "ADMINISTRATOR"))
    approve, invite = ("approve", "0" * 64), ("accounts", "invite", "eve")
    for words, said, why in (
        (invite, "", "a person does this"),
        ((*invite, "--as", "ada"), f"{PASSWORD}\n000000\n", "not proved"),
        ((*invite, "--as", "nobody"), proof(ada), "not proved"),
        ((*invite, "--as", "ada"), "", "not proved"),
        ((*approve, "--as", "ada"), proof(ada), "does not have a role"),
        ((*invite, "--as", "ada"), proof(ada), "not proved"),  # the code was used
        (("withdrawals", "list"), "", "a person does this"),
    ):
        told = in_production(here, *words, said=said)
        assert (told.returncode, told.stdout, why in told.stderr) == (3, "", True), told.stderr
        assert PASSWORD not in told.stderr


def test_the_audit_trail_says_who_did_what_and_why_and_who_read_it(tmp_path: Path) -> None:
    here = installed(tmp_path)
    run(here, "accounts", "invite", "ada", "--role", "ADMINISTRATOR", "--why", "founds the office")
    run(here, "accounts", "suspend", "ada", "--as", "operator", "--why", "left")
    lines = [line.split("\t") for line in run(here, "audit").stdout.splitlines()]
    (schema,) = read_migrations(MIGRATIONS)[-1:]
    assert [line[1:] for line in lines] == [
        ["operator", "migrated", schema.name, ""],
        ["operator", "account invited: ADMINISTRATOR", "ada", "founds the office"],
        ["operator", "account suspended", "ada", "left"],
    ]
    assert run(here, "audit", "--since", "2999-01-01").stdout == ""
    again = run(here, "audit").stdout.splitlines()
    assert [line.split("\t")[2] for line in again[3:]] == ["audit trail read"] * 2


def test_a_reason_begins_no_line_of_the_audit_trail_and_steers_no_terminal(tmp_path: Path) -> None:
    here = installed(tmp_path)
    forged = "left\n2027-03-31T10:00:00+00:00\tbea\tsnapshot approved\tx\t\x1b[2K\x1b[1A\u202e"
    run(here, "accounts", "invite", "ada", "--role", "ADMINISTRATOR", "--why", forged)
    told = run(here, "audit").stdout
    assert [line.split("\t")[1] for line in told.splitlines()] == ["operator"] * 2
    assert told.endswith("\tleft?2027-03-31T10:00:00+00:00?bea?snapshot approved?x??[2K?[1A?\n")


def test_whoever_changes_the_audit_trail_is_found_by_the_log(tmp_path: Path) -> None:
    here = installed(tmp_path)
    run(here, "accounts", "invite", "ada", "--role", "ADMINISTRATOR", "--why", "founds the office")
    assert "The log fixes no event yet" in run(here, "audit", "--check").stdout
    run(here, "publish")
    assert "Events 1 to 3 are as the log fixed them" in run(here, "audit", "--check").stdout
    (file,) = here.rglob("registry.sqlite")
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE audit_event SET actor = 'eve', sealed = '' WHERE number = 1")
    told = run(here, "audit", "--check")
    assert (told.returncode, told.stdout) == (1, "")
    assert "Events 1 to 3 of the audit trail are not those that the log fixed." in told.stderr


def test_whoever_takes_what_fixes_the_trail_out_of_the_log_is_found_too(tmp_path: Path) -> None:
    here = installed(tmp_path)
    run(here, "accounts", "invite", "ada", "--role", "ADMINISTRATOR", "--why", "founds the office")
    run(here, "publish")
    (file,) = here.rglob("registry.sqlite")
    with closing(sqlite3.connect(file)) as database, database:
        gone = database.execute('DELETE FROM log_entry WHERE content LIKE \'%"kind":"trail"%\'')
        assert gone.rowcount == 1
    told = run(here, "audit", "--check")
    assert (told.returncode, told.stdout) == (4, "")
    assert "The stored log is damaged" in told.stderr


def test_a_setting_that_is_neither_yes_nor_no_is_refused(tmp_path: Path) -> None:
    answer = run(installed(tmp_path), "publish", REGISTRY_PRODUCTION="maybe")
    assert (answer.returncode, "neither yes nor no" in answer.stderr) == (2, True)


def test_an_erratum_of_what_is_not_public_is_refused(tmp_path: Path) -> None:
    here = installed(tmp_path)
    told = run(here, "erratum", "a.g001", "funnel", "--reason", "TOLD_WRONGLY", "--as", "Ana")
    assert (told.returncode, "Nothing named funnel is public" in told.stderr) == (1, True)
