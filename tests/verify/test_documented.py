"""Every check is described, and has a case in which it finds something."""

from pathlib import Path

import pytest

from registry.verify.checks import new_lines

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "verify.md"
CHECKS = list(new_lines())


@pytest.mark.parametrize("check", CHECKS)
def test_every_check_is_on_the_page_for_verifiers(check: str) -> None:
    assert f"`{check}`" in PAGE.read_text()


@pytest.mark.parametrize("check", CHECKS)
def test_every_check_has_a_case_in_which_it_finds_something(check: str) -> None:
    others = (path for path in HERE.glob("test_*.py") if path != Path(__file__))
    assert any(f'"{check}"' in path.read_text() for path in others)
