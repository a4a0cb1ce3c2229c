"""What is generated and committed is what the code says: SDL of both surfaces, and the rules."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from registry.cli.contract import generated

GENERATED = generated()


@pytest.mark.parametrize("path", GENERATED, ids=lambda path: path.name)
def test_a_generated_file_is_current(path: Path) -> None:
    assert path.read_text() == GENERATED[path], "run `he-registry contract` and look at the diff"


def test_every_rule_and_gate_is_in_the_rule_book() -> None:
    from registry.intake.rules import SUBMISSION_RULES
    from registry.intake.rules.registration import DRAFT_RULES
    from registry.release.gates import GATES

    page = next(text for path, text in GENERATED.items() if path.name == "rules.md")
    ids = [rule.id for rule in (*SUBMISSION_RULES, *DRAFT_RULES)] + list(GATES)
    assert [id for id in ids if f"`{id}`" not in page] == []


def test_the_command_writes_every_generated_file() -> None:
    from registry.cli.contract import command

    result = CliRunner().invoke(command)
    assert result.output.split() == [path.name for path in GENERATED]
