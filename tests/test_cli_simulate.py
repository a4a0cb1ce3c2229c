"""An operator tries a policy before it is adopted."""

import json
from pathlib import Path

from commands import installed, run

from registry.release.stages import DEFAULT_POLICY


def written(here: Path, old: str, new: str) -> str:
    """A policy file in which one text is replaced."""
    text = DEFAULT_POLICY.read_text()
    assert old in text
    (here / "candidate.toml").write_text(text.replace(old, new))
    return "candidate.toml"


def test_a_policy_is_played_and_told_adoptable_or_not_or_refused_as_faulty(tmp_path: Path) -> None:
    here = installed(tmp_path)
    run(here, "directory", "catalogue")
    assert run(here, "publish").returncode == 0
    quicker = written(here, 'version = "1.0.0"', 'version = "1.1.0"')
    told = run(here, "simulate", quicker, "--as-of", "2030-03-31")
    assert (told.returncode, told.stdout.splitlines()[-1]) == (0, "Adoptable.")
    assert "0 would close, 0 date moves earlier, 0 date moves later." in told.stdout
    same_version = written(here, "silent_months = 24", "silent_months = 12")
    told = run(here, "simulate", same_version, "--json")
    found = json.loads(told.stdout)
    assert (told.returncode, found["version"]) == (1, "1.0.0")
    assert {effect["change"] for effect in found["effects"]} == {"nothing"}
    refused = run(here, "simulate", written(here, "hold_months = 12", "hold_months = 13"))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "candidate.toml is not a release policy" in refused.stderr
    assert "Traceback" not in refused.stderr
