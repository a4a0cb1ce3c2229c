"""A curator enters a wish and the board decides on it, on the command line."""

from pathlib import Path

from commands import installed, run

FOR, BECAUSE = "To compare women and men.", "Readers ask for it, and queues could be split."


def test_a_wish_is_entered_and_decided_but_in_production_by_nobody_unproved(tmp_path: Path) -> None:
    here = installed(tmp_path)
    entered = run(here, "wishes", "enter", "sex", FOR, "--as", "Cleo")
    id = entered.stdout.split()[0]
    assert (entered.returncode, id.startswith("wish-sex-")) == (0, True)
    again = run(here, "wishes", "enter", "sex", "To see more.", "--as", "Cleo")
    assert (again.returncode, "on the wish list already" in again.stderr) == (1, True)
    seen = run(here, "wishes", "outlook", "sex").stdout
    assert "0 groups would form; 0 of them would be split into 0" in seen
    decide = ("wishes", "decide", id, "--adopt", "--reason", BECAUSE, "--as")
    unproved = run(here, *decide, "Ana", REGISTRY_PRODUCTION="yes")
    assert (unproved.returncode, unproved.stdout) == (3, "")
    decided = run(here, *decide, "Ana")
    assert decided.stdout.startswith(f"{id}: adopted. Groups sealed from ")
    assert run(here, "wishes", "list").stdout == f"{id} SEX ADOPTED: {FOR}\n"
    late = run(here, *decide, "Cleo")
    assert (late.returncode, "waits for a decision" in late.stderr) == (1, True)
