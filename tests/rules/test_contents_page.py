"""docs/contents.md names everything that is counted, and on which days it closes."""

import re
from pathlib import Path

from registry.model.sealed import GRID, SAFETY_DAYS
from registry.release.contents.countings import countings
from registry.release.contents.curves import CURVES
from tests.rules.test_contents_tables import IMPROVED, RESPONDED

PAGE = (Path(__file__).parents[2] / "docs" / "contents.md").read_text()


def test_the_page_has_a_row_for_every_content_and_curve() -> None:
    rows = countings((RESPONDED, IMPROVED), 90)
    kinds = {content.partition("/")[0] for content in rows} | {curve.id for curve in CURVES}
    named = {name.partition("/")[0] for name in re.findall(r"`([a-z-]+(?:/\S+)?)`", PAGE)}
    assert kinds <= named


def test_the_page_names_every_day_on_which_a_content_closes() -> None:
    assert ", ".join(map(str, SAFETY_DAYS)) in PAGE
    assert ", ".join(map(str, GRID)).replace("548, ", "548 (opens with 731), ") in PAGE
